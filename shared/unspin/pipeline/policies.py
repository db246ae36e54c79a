"""Choose which policies decide: publish one, go back to an earlier one, let a draft run beside it.

Texts are kept for ever under their versions. Which of them decide is one object, replaced as it was read: of two
people who choose at the same time, one chooses after having seen what the other chose.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import replace
from typing import Literal

from unspin.errors import PolicyError, TransientError
from unspin.moderation.policy import Policy, default_policy
from unspin.moderation.policy_changes import changes
from unspin.pipeline.answers import PoliciesShown, PolicyListed, PolicyShown
from unspin.pipeline.cursor import cursor_of, place_of
from unspin.pipeline.services import Services
from unspin.stored import PolicyChange, PolicyState

ATTEMPTS = 10  # of a choice that others came before
PAGE = 50  # policies, whose texts are read
LIST = "policies"
CHANGES = 500  # named in the object; the bucket keeps its earlier states
DEFAULT = "default"  # what people call the policy that comes with unspin

Kind = Literal["published", "rolled_back", "drafted", "dropped"]
Chosen = Callable[[PolicyState], PolicyState]  # from what was chosen before; its changes are added


def publish(policy: Policy, services: Services, *, by: str, note: str) -> PolicyChange:
    """Make *policy* the one that decides. If it was the draft, there is none any more."""
    _keep(policy, services)

    def chosen(state: PolicyState) -> PolicyState:
        return replace(state, live=policy.version, draft=None if state.draft == policy.version else state.draft)

    return _changed("published", policy.version, chosen, services, by=by, note=note)


def draft(policy: Policy, services: Services, *, by: str, note: str) -> PolicyChange:
    """Let *policy* run beside the live one, in the place of another draft."""
    _keep(policy, services)
    return _changed(
        "drafted", policy.version, lambda state: replace(state, draft=policy.version), services, by=by, note=note
    )


def drop_draft(services: Services, *, by: str, note: str) -> PolicyChange:
    """Let nothing run beside the live policy any more."""
    return _changed("dropped", None, lambda state: replace(state, draft=None), services, by=by, note=note)


def roll_back(services: Services, *, by: str, note: str, to: Policy | None = None) -> PolicyChange:
    """Let *to* decide again, or else the policy that decided before the present one did.

    Raises:
        PolicyError: None decided before.
    """

    def chosen(state: PolicyState) -> PolicyState:
        return replace(state, live=to.version if to else _before(state))

    if to is not None:
        _keep(to, services)
    return _changed("rolled_back", None, chosen, services, by=by, note=note)


def find(name: str, services: Services) -> Policy:
    """Return the policy that *name* means: a version, the beginning of just one, ``live``, ``draft`` or ``default``.

    Raises:
        PolicyError: There is none, there are several, or it cannot be used.
    """
    in_force = services.policies.current()
    named = {"live": in_force.live, "draft": in_force.draft, DEFAULT: default_policy()}
    if named.get(name) is not None:
        return named[name]  # type: ignore[return-value]  # none is None here
    if name == "draft":
        raise PolicyError("there is no draft: make one with `unspin policy draft FILE`")
    kept = [default_policy().version, *services.policies.kept.versions()]
    found = [name] if name in kept else sorted({version for version in kept if version.startswith(name)})
    if len(found) != 1:
        told = f"{len(found)} policies are called {name}" if found else f"there is no policy {name}"
        raise PolicyError(f"{told}: `unspin policy list` names them all")
    return services.policies.needed(found[0])


def list_policies(services: Services, *, limit: int = PAGE, cursor: str | None = None) -> PoliciesShown:
    """Return the policies that are kept, whether each can be used, and what people did to them.

    Of many, a page: whether one can be used is read from its text. Those that play a part are on the first.

    Raises:
        InvalidCursor: The cursor is none of this list.
    """
    kept = services.policies.kept
    stored = kept.state()
    state = stored.state if stored else PolicyState()
    in_force = services.policies.resolved(state)
    live = state.live or default_policy().version
    shown, following = _page(
        {default_policy().version, live, in_force.live.version} | ({state.draft} if state.draft else set()),
        kept.versions(),
        limit=limit,
        cursor=cursor,
    )
    listed = [
        PolicyListed(
            version,
            is_live=version == live,
            is_draft=version == state.draft,
            is_in_force=version == in_force.live.version,
            problem=services.policies.problem(version),
        )
        for version in shown
    ]
    return PoliciesShown(in_force.live.version, listed, list(reversed(state.changes)), following)


def _page(parts: Set[str], versions: Iterable[str], *, limit: int, cursor: str | None) -> tuple[list[str], str | None]:
    """Return a page of versions, and the cursor of the next; *parts* are on the first, whatever they are called."""
    after = place_of(LIST, cursor, parts=1)[0] if cursor is not None else ""
    others = sorted(version for version in {*versions} - parts if version > after)
    shown = others[: limit if cursor is not None else max(0, limit - len(parts))]
    following = cursor_of(LIST, (shown[-1] if shown else after,)) if len(shown) < len(others) else None
    return sorted([*shown, *(parts if cursor is None else ())]), following


def show_policy(version: str, services: Services) -> PolicyShown | None:
    """Return the policy of that version, as it is kept; None if there is none.

    Raises:
        PolicyError: It cannot be used.
    """
    if services.policies.kept.text(version) is None and version != default_policy().version:
        return None
    found, stored = services.policies.needed(version), services.policies.kept.state()
    state = stored.state if stored else PolicyState()
    return PolicyShown(
        version,
        is_live=version == (state.live or default_policy().version),
        is_draft=version == state.draft,
        text=found.text,
        differs=changes(services.policies.resolved(state).live.form, found.form),
    )


def _before(state: PolicyState) -> str | None:
    """Going back twice goes back two steps: what counts is where the present one decided for the first time."""
    lives = [None, *(change.version for change in state.changes if change.kind in {"published", "rolled_back"})]
    first = lives.index(state.live) if state.live in lives else len(lives)
    if first == 0:
        raise PolicyError("no policy decided before the present one: there is nothing to go back to")
    return lives[first - 1]


def _keep(policy: Policy, services: Services) -> None:
    """Keep the policy that comes with unspin as well: a later release brings another one."""
    for each in (default_policy(), policy):
        if not services.policies.kept.keep(each.version, each.text):
            raise PolicyError(f"another policy is kept as {each.version} already: give this one a version of its own")


def _changed(
    kind: Kind, version: str | None, chosen: Chosen, services: Services, *, by: str, note: str
) -> PolicyChange:
    for _ in range(ATTEMPTS):
        stored = services.policies.kept.state()
        if stored is None:
            continue
        state = chosen(stored.state)
        change = PolicyChange(kind, state.live if kind == "rolled_back" else version, services.clock.now(), by, note)
        changes = (*state.changes, change)[-CHANGES:]
        if services.policies.kept.put_state(replace(state, changes=changes), stored.tag):
            services.policies.forget()
            return change
    raise TransientError(f"others kept choosing policies under {ATTEMPTS} attempts")
