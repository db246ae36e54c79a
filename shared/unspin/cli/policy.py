"""`unspin policy`: check a moderation policy, choose which one decides, go back."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from unspin.cli.actor import actor, by_option, note_option
from unspin.cli.output import OutFile, names_of_files, print_json, properties, table, working
from unspin.cli.stack import connected, cursor_option, json_option, stack_option, watch_option, watched
from unspin.moderation.policy import Policy
from unspin.pipeline.answers import Differences, Example, PoliciesShown
from unspin.pipeline.services import Services
from unspin.runtime import policy_of

CHANGES = 10  # shown by `list`
DAYS = 7  # looked at, where none is given
PARAMETERS = 20  # shown
EVIDENCE = 120  # characters shown


def day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no day."""
    try:
        return value and date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise click.BadParameter(f"expected a day such as 2026-11-25, got {value}") from error


since_option = click.option(
    "--since", metavar="DAY", callback=day, help=f"yyyy-mm-dd, UTC; the last {DAYS} days by default."
)
examples_option = click.option("--examples", default=3, show_default=True, type=click.IntRange(0, 20), help="Of each.")


@click.group()
def policy() -> None:
    """Check moderation policies, and choose which one decides.

    A policy is a YAML file (docs/policy.md). Each one that was ever chosen is kept under its version, which is stored
    with every decision. Where a command wants a POLICY, give a file, a version or the beginning of one, or `live`,
    `draft` or `default`, the one that comes with unspin.
    """


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Say whether FILE is a usable policy, and what is wrong with it."""
    found = policy_of(str(file))
    rules = found.rules_for("und").rules
    actions = ", ".join(f"{action} from {score}" for action, score in found.form.actions.items())
    click.echo(f"{file}: version {found.version}, {len(rules)} rules, {actions}")


@policy.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100))
@cursor_option
@watch_option
@stack_option
@json_option
def list_(limit: int, cursor: str | None, watch: float | None, stack: str | None, *, as_json: bool) -> None:
    """List the policies that are kept, which one decides, and who chose it."""
    from unspin.pipeline.policies import list_policies

    with connected(stack) as services:

        def show() -> None:
            found = list_policies(services, limit=limit, cursor=cursor)
            print_json(found) if as_json else _print_policies(found)

        watched(show, watch)


def _print_policies(found: PoliciesShown) -> None:
    lines = []
    for each in found.policies:
        roles = [(each.is_live, "live"), (each.is_draft, "draft"), (each.is_in_force, "decides")]
        told = ", ".join(name for holds, name in roles if holds)
        lines.append((each.version, told, "" if each.problem is None else f"refused: {each.problem}"))
    table("Policies", ("version", "is", "problem"), lines)
    if found.next is not None:
        click.echo(f"more: --cursor {found.next}")
    changes = [(each.at, each.by, each.kind, each.version or "", each.note) for each in found.changes[:CHANGES]]
    if changes:
        table("Changes, the last first", ("when", "who", "what", "version", "why"), changes)


@policy.command()
@click.argument("name", metavar="[POLICY]", default="live")
@stack_option
def show(name: str, stack: str | None) -> None:
    """Print a policy as it is kept; the one that decides by default."""
    with connected(stack) as services:
        click.echo(_named(name, services).text, nl=False)


@policy.command()
@click.argument("name", metavar="POLICY", shell_complete=names_of_files)
@note_option
@by_option
@stack_option
def publish(name: str, note: str, by: str | None, stack: str | None) -> None:
    """Make POLICY the one that decides. Workers follow within a minute."""
    from unspin.pipeline.policies import publish as published

    with connected(stack) as services:
        change = published(_named(name, services), services, by=actor(by, stack), note=note)
    click.echo(f"unspin: {change.version} decides from now on; workers follow within a minute")


@policy.command()
@click.argument("name", metavar="[POLICY]", required=False, shell_complete=names_of_files)
@click.option("--drop", is_flag=True, help="Let no draft run any more.")
@note_option
@by_option
@stack_option
def draft(name: str | None, note: str, by: str | None, stack: str | None, *, drop: bool) -> None:
    """Let POLICY run beside the live one: what it would decide is noted, and decides nothing."""
    from unspin.pipeline.policies import draft as drafted
    from unspin.pipeline.policies import drop_draft

    if (name is None) != drop:
        raise click.UsageError("expected a POLICY, or --drop")
    with connected(stack) as services:
        if name is None:
            drop_draft(services, by=actor(by, stack), note=note)
            click.echo("unspin: no draft runs any more")
            return
        change = drafted(_named(name, services), services, by=actor(by, stack), note=note)
    click.echo(f"unspin: {change.version} runs beside the live policy from now on")


@policy.command()
@since_option
@examples_option
@watch_option
@stack_option
@json_option
def diff(since: str | None, examples: int, watch: float | None, stack: str | None, *, as_json: bool) -> None:
    """Show what the draft would change, of the articles that it ran beside: by rule, with examples."""
    from unspin.errors import PolicyError
    from unspin.pipeline.differences import shadow_differences

    with connected(stack) as services:

        def show() -> None:
            found = shadow_differences(since or _days_ago(services), services, examples=examples)
            if found is None:
                told = "there is no draft: make one with `unspin policy draft FILE`, or try a file with `replay`"
                raise PolicyError(told)
            _show_differences(found, as_json=as_json)

        watched(show, watch)


@policy.command()
@click.option("--policy", "name", metavar="POLICY", default="draft", show_default=True, help="What to try.")
@since_option
@click.option(
    "--keep",
    type=OutFile(),
    metavar="FILE",
    help="Where to keep how far it is: with the same FILE, a run that was cut off goes on. Removed when it is through.",
)
@examples_option
@stack_option
@json_option
def replay(name: str, since: str | None, keep: Path | None, examples: int, stack: str | None, *, as_json: bool) -> None:
    """Try POLICY on the articles that are stored: nothing is fetched again, and nothing changes.

    What rules saw is stored with every article; those that are new, or whose parameters are, look at its clean text.
    """
    from unspin.cli.kept import begun
    from unspin.pipeline.replay import replay as replayed

    with connected(stack) as services:
        tried = _named(name, services)
        kept = begun(keep, tried.version, since, _days_ago(services), examples)
        tally = kept.tally
        with working("trying") as told:
            for page, found in replayed(tried, kept.day, services, after=kept.place):
                for each in found:
                    tally.add(each)
                if keep is not None:
                    kept.save(keep, page)
                told(f"{page.day}: {tally.counts['articles']:,} articles", page.share)
        _show_differences(tally.summary(tried, services.policies.current().live, kept.since), as_json=as_json)
        if keep is not None:
            keep.unlink(missing_ok=True)


@policy.command()
@since_option
@click.option("--restart", is_flag=True, help="From the first day, also where an earlier run was cut off later.")
@note_option
@by_option
@stack_option
@json_option
def apply(since: str | None, note: str, by: str | None, stack: str | None, *, restart: bool, as_json: bool) -> None:
    """Decide anew, by the live policy, about the articles that are stored: those that it changes move.

    What people decided stays. A run that was cut off is taken up where it stopped. Try before: `unspin policy replay`.
    """
    from unspin.pipeline.apply import apply as applied
    from unspin.pipeline.rulings import Hand

    with connected(stack) as services:
        hand = Hand(actor(by, stack), note)
        with working("applying") as told:
            for page, done in applied(since or _days_ago(services), services, hand, restart=restart):
                told(f"{page.day}: {done.articles:,} articles, {done.changed:,} changed", page.share)
    if as_json:
        print_json(done)
        return
    properties({name: str(value) for name, value in asdict(done).items()})


@policy.command()
@click.option("--to", "name", metavar="POLICY", help="Else the one that decided before the present one.")
@note_option
@by_option
@stack_option
def rollback(name: str | None, note: str, by: str | None, stack: str | None) -> None:
    """Let an earlier policy decide again."""
    from unspin.pipeline.policies import roll_back

    with connected(stack) as services:
        to = _named(name, services) if name else None
        change = roll_back(services, by=actor(by, stack), note=note, to=to)
    click.echo(f"unspin: {change.version or 'the policy that comes with unspin'} decides again")


def _days_ago(services: Services) -> str:
    """Return the first of the last days, today included."""
    today = datetime.fromisoformat(services.clock.now()).date()
    return (today - timedelta(days=DAYS - 1)).isoformat()


def _show_differences(found: Differences, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    properties(
        {
            "policy": found.policy,
            "since": found.since,
            "articles": str(found.articles),
            "would change": str(found.changed),
            "decided by people": _if_any(found.kept),
            "uncertain": _if_any(found.uncertain, "decided by a text of which something was redacted"),
            "to be taken in again": _if_any(found.originals, "their text would be redacted otherwise"),
            "not readable now": _if_any(found.unreadable),
        }
    )
    for each in found.parameters[:PARAMETERS]:
        click.echo(f"{click.style('differs', bold=True)}  {each}")
    lines = [
        (each.rule, f"{each.before} -> {each.after}", str(each.articles), "\n".join(map(_example, each.examples)))
        for each in found.differences
    ]
    if lines:
        table("What would change", ("rule", "decision", "articles", "for example"), lines, rules=True)


def _if_any(count: int, told: str = "") -> str:
    return f"{count} {told}".strip() if count else ""


def _example(example: Example) -> str:
    evidence = f": {example.evidence[:EVIDENCE]}" if example.evidence else ""
    return f"{example.article_id} {example.title}{evidence}"


def _named(name: str, services: Services) -> Policy:
    """Return the policy in a file, or one that is kept."""
    from unspin.pipeline.policies import find

    if Path(name).is_file():
        return policy_of(name)
    return find(name, services)
