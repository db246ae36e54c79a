"""Steps of deciding by hand, and of changing policies, switched off: without each, some schedule fails."""

from dataclasses import replace
from typing import Any

import pytest

from tests.simulation.ports import SharedIndex
from unspin.pipeline import draft, rewrite, settle
from unspin.stored import Act, Claim, Entry


def claims_keep_nobody_out(patch: pytest.MonkeyPatch) -> None:
    """A claim replaces whatever claim is there."""

    def put_claim(self: SharedIndex, claim: Claim, *, ended: str) -> bool:
        def write() -> bool:
            self._held._claims[claim.article_id] = claim
            return True

        return self._calls.write("put_claim", write)

    patch.setattr(SharedIndex, "put_claim", put_claim, raising=False)


def entry_and_act_are_two_writes(patch: pytest.MonkeyPatch) -> None:
    """What was done is told first, and then done."""

    def put_entry(self: SharedIndex, entry: Entry, *, act: Act | None = None, claim: Claim | None = None) -> bool:
        if act is not None:
            self._calls.write("put_act", lambda: self._held.put_act(act))
        return self._calls.write("put_entry", lambda: self._held.put_entry(entry, claim=claim))

    patch.setattr(SharedIndex, "put_entry", put_entry, raising=False)


def deliveries_forget_what_people_decided(patch: pytest.MonkeyPatch) -> None:
    """Content that comes again is decided by the policy alone."""
    patch.setattr(draft, "_standing", lambda *_: ())


def policies_outrank_people(patch: pytest.MonkeyPatch) -> None:
    """Whoever settles a cluster decides by the policy."""
    real = rewrite.entry_as

    def by_policy(entry: Entry, *more: Any) -> Entry:
        return replace(real(replace(entry, rulings=()), *more), rulings=entry.rulings)

    patch.setattr(rewrite, "entry_as", by_policy)


def copies_are_decided_by_whatever_policy_is_live(patch: pytest.MonkeyPatch) -> None:
    """An article whose cluster changes is decided by another policy than the one that its record names."""
    real_basis, real_rewritten = rewrite._basis, rewrite.rewritten

    def rewritten(entry: Entry, *more: Any) -> Any:
        found = real_rewritten(entry, *more)
        if found is None:
            return None
        decided, render = found
        return replace(decided, versions=entry.versions), lambda held: _named(render(held), entry)

    patch.setattr(rewrite, "_basis", lambda *given: replace(real_basis(*given), policy=given[-1].policy))
    patch.setattr(settle, "rewritten", rewritten)


def _named(record: Any, entry: Entry) -> Any:
    return record and {**record, "policy_version": entry.policy_version}
