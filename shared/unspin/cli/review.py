"""`unspin review`: the queue of articles that wait for a person, and what people decide."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from unspin.cli.actor import actor, by_option, note_option
from unspin.cli.output import print_json, properties, table
from unspin.cli.proposals import proposals
from unspin.cli.stack import connected, cursor_option, json_option, stack_option, watch_option, watched

if TYPE_CHECKING:
    from unspin.pipeline.answers import ReviewQueue, Ruled
    from unspin.stored import Proposal

anyway_option = click.option("--anyway", is_flag=True, help="Also if it does not wait for review.")
order_option = click.option(
    "--order", type=click.Choice(["age", "score"]), default="age", show_default=True, help="Oldest or worst first."
)
rule_option = click.option("--rule", help="Only what this rule holds back, worst first.")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@click.group()
def review() -> None:
    """Decide about articles that wait for a person.

    What a person decides outranks the policy, until the article's text changes or the decision is undone. Every act is
    kept in the article's trail, which `unspin show` prints. An article may be given as its id or its URL.
    """


review.add_command(proposals)


def article(told: str = "ID") -> Decorator:
    """Take an article's id, or its URL in its place."""

    def by_id(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        from unspin.pipeline.identity import id_of_url

        return id_of_url(value) if value and value.startswith(("http://", "https://")) else value

    return click.argument("article_id", metavar=told, callback=by_id, required=told == "ID")


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take what every act wants: an article, a note, who acts, the stack, and how to answer."""
    for option in (json_option, stack_option, by_option, note_option, article()):
        command = option(command)
    return command


@review.command("list")
@order_option
@rule_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 50))
@cursor_option
@watch_option
@stack_option
@json_option
def list_(
    order: Any,
    rule: str | None,
    limit: int,
    cursor: str | None,
    watch: float | None,
    stack: str | None,
    *,
    as_json: bool,
) -> None:
    """List what waits, by age, by score, or by what holds it back."""
    from unspin.pipeline.known_rules import expect_known
    from unspin.pipeline.review import list_waiting

    with connected(stack) as services:

        def show() -> None:
            found = list_waiting(services, limit=limit, cursor=cursor, order=order, rule=rule)
            if rule is not None and not found.articles and cursor is None:
                expect_known(rule, services)
            print_json(found) if as_json else _print_queue(found)

        watched(show, watch)


def _print_queue(found: "ReviewQueue") -> None:
    if not found.articles:
        click.echo("nothing waits for review")
        return
    lines = [
        (
            each.article_id,
            each.title,
            each.site,
            f"{each.rule} {each.score:.2f}",
            each.held_since,
            f"{each.claimed_by} until {each.claimed_until}" if each.claimed_by else "",
        )
        for each in found.articles
    ]
    table("Waiting for review", ("id", "title", "site", "held for", "since", "claimed by"), lines)
    if found.next:
        click.echo(f"more: --cursor {found.next}")


@review.command()
@article("[ID]")
@order_option
@rule_option
@click.option("--minutes", default=15, show_default=True, type=click.IntRange(1, 240), help="When the claim ends.")
@by_option
@stack_option
@json_option
def claim(
    article_id: str | None,
    order: Any,
    rule: str | None,
    minutes: int,
    by: str | None,
    stack: str | None,
    *,
    as_json: bool,
) -> None:
    """Claim an article, so that nobody else decides about it; without an ID, the next one that is free."""
    from unspin.pipeline.review import claim_next, claim_one

    lease = timedelta(minutes=minutes)
    with connected(stack) as services:
        who = actor(by, stack)
        if article_id is not None:
            held = claim_one(article_id, services, by=who, lease=lease)
        else:
            held = claim_next(services, by=who, order=order, rule=rule, lease=lease)
    if as_json:
        print_json(held)
        return
    click.echo(f"unspin: {held.by} holds {held.article_id} until {held.until}; see `unspin show {held.article_id}`")


@review.command()
@article()
@by_option
@stack_option
def release(article_id: str, by: str | None, stack: str | None) -> None:
    """Give a claim back without deciding."""
    from unspin.errors import Refused
    from unspin.pipeline.claims import release as released

    with connected(stack) as services:
        who = actor(by, stack)
        if not released(article_id, services, by=who):
            raise Refused(f"{who} holds no claim on article {article_id}")
    click.echo(f"unspin: {article_id} is free again")


@review.command()
@acting
@click.option("--allow-site", "site", is_flag=True, help="Propose to publish everything from its site.")
@click.option("--allow-phrase", "phrases", multiple=True, help="Propose that no rule sees this phrase.")
@anyway_option
def approve(article_id: str, **options: Any) -> None:
    """Publish an article."""
    from unspin.pipeline.rulings import approve as approved

    _decide(approved, "allow", article_id, **options)


@review.command()
@acting
@click.option("--deny-site", "site", is_flag=True, help="Propose to reject everything from its site.")
@click.option("--deny-phrase", "phrases", multiple=True, help="Propose to reject whatever says this phrase.")
@anyway_option
def reject(article_id: str, **options: Any) -> None:
    """Reject an article."""
    from unspin.pipeline.rulings import reject as rejected

    _decide(rejected, "deny", article_id, **options)


@review.command()
@acting
@click.option(
    "--as", "label", required=True, metavar="RULE", help="What it is: the id of a rule, such as stub.paywall."
)
@click.option("--action", type=click.Choice(["publish", "review", "reject"]), default="review", show_default=True)
@anyway_option
def reclassify(
    article_id: str,
    label: str,
    action: Any,
    note: str,
    by: str | None,
    stack: str | None,
    *,
    anyway: bool,
    as_json: bool,
) -> None:
    """Say what an article is instead; it goes on waiting under that rule, unless an action is given."""
    from unspin.pipeline.rulings import Hand
    from unspin.pipeline.rulings import reclassify as reclassified

    with connected(stack) as services:
        hand = Hand(actor(by, stack), note)
        ruled = reclassified(article_id, services, hand, label=label, action=action, anyway=anyway)
    _tell(ruled, [], as_json=as_json)


@review.command()
@acting
def undo(article_id: str, note: str, by: str | None, stack: str | None, *, as_json: bool) -> None:
    """Take the last decision of a person back: the one before it counts again, or else the policy."""
    from unspin.pipeline.rulings import Hand
    from unspin.pipeline.rulings import undo as undone

    with connected(stack) as services:
        ruled = undone(article_id, services, Hand(actor(by, stack), note))
    _tell(ruled, [], as_json=as_json)


@review.command()
@acting
def appeal(article_id: str, note: str, by: str | None, stack: str | None, *, as_json: bool) -> None:
    """Put an article that was decided back in the queue, on top."""
    from unspin.pipeline.rulings import Hand
    from unspin.pipeline.rulings import appeal as appealed

    with connected(stack) as services:
        ruled = appealed(article_id, services, Hand(actor(by, stack), note))
    _tell(ruled, [], as_json=as_json)


def _decide(
    act: "Callable[..., Ruled]",
    section: Any,
    article_id: str,
    *,
    note: str,
    by: str | None,
    stack: str | None,
    site: bool,
    phrases: tuple[str, ...],
    anyway: bool,
    as_json: bool,
) -> None:
    """Decide about an article, and propose what was learnt from it for a *section* of the policy."""
    from unspin.pipeline.proposals import propose
    from unspin.pipeline.rulings import Hand

    with connected(stack) as services:
        hand = Hand(actor(by, stack), note)
        ruled = act(article_id, services, hand, anyway=anyway)
        proposed = [propose(section, "sites", None, article_id, services, hand)] if site else []
        proposed += [propose(section, "phrases", phrase, article_id, services, hand) for phrase in phrases]
    _tell(ruled, proposed, as_json=as_json)


def _tell(ruled: "Ruled", proposed: "list[Proposal]", *, as_json: bool) -> None:
    if as_json:
        print_json({"ruled": asdict(ruled), "proposed": [asdict(each) for each in proposed]})
        return
    properties(
        {
            "article": ruled.article_id,
            "act": f"{ruled.kind}, {ruled.act_id}",
            "decision": f"{ruled.action_before} -> {ruled.action}",
            "record": ruled.location,
        }
    )
    for each in proposed:
        click.echo(f"proposed: {each.section}.{each.kind} {each.value}; see `unspin review proposals`")
