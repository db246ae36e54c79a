"""Which policies decide at this moment: looked up again and again, without a request for every article."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from unspin.errors import PolicyError, TransientError
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.ports import Policies, StoredPolicyState
from unspin.stored import PolicyState

FRESH_S = 60.0  # how long a worker goes on without asking again: one request a minute, however many articles
_HELD = 16  # policies kept read: those in force, and those that articles were decided by before


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy that decides, and the draft that runs beside it."""

    live: Policy
    draft: Policy | None = None
    refused: Mapping[str, str] = field(default_factory=dict)  # version -> why it cannot be used

    def of_version(self, version: str) -> Policy | None:
        """Return the one of the two that has *version*."""
        return next((each for each in (self.live, self.draft) if each is not None and each.version == version), None)


class PolicySource:
    """Looks the policies up, at most once every *fresh_s* seconds of *clock*.

    Where the chosen policy cannot be used, the last good one stays: the one that was live before it, and before that,
    in the end the one that comes with unspin. So workers that start afresh decide as those do that run already.
    """

    def __init__(
        self, policies: Policies, *, fresh_s: float = FRESH_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.kept = policies
        self._fresh_s = fresh_s
        self._clock = clock
        self._asking = Lock()  # or of two threads that ask first, the other would be told that nothing has changed
        self._asked_at: float | None = None
        self._tag: str | None = None
        self._current: InForce | None = None
        self._read: OrderedDict[str, Policy | str] = OrderedDict()

    def current(self) -> InForce:
        """Return what is in force.

        Raises:
            TransientError: It cannot be looked up, and never was.
        """
        with self._asking:
            now = self._clock()
            if self._current is None or self._asked_at is None or now - self._asked_at >= self._fresh_s:
                self._current = self._looked_up(self._current)
                self._asked_at = now
            return self._current

    @property
    def refused(self) -> Mapping[str, str]:
        """What could not be used when it was last looked up, and why."""
        return self._current.refused if self._current else {}

    def of_version(self, version: str) -> Policy | None:
        """Return the policy that articles were decided by under *version*, or None if it is not kept."""
        found = self._usable(version)
        return found if isinstance(found, Policy) else None

    def needed(self, version: str) -> Policy:
        """Return the policy of that version.

        Raises:
            PolicyError: It is not kept, or cannot be used.
        """
        found = self._usable(version)
        if isinstance(found, str):
            raise PolicyError(found)
        return found

    def problem(self, version: str) -> str | None:
        """Return why the policy of that version cannot be used, or None."""
        found = self._usable(version)
        return found if isinstance(found, str) else None

    def forget(self) -> None:
        """Look up at the next opportunity what is in force: somebody has just changed it."""
        with self._asking:  # a thread that looks up meanwhile may have been told what was in force before
            self._asked_at = None

    def resolved(self, state: PolicyState) -> InForce:
        """Return what is in force where *state* is what people chose."""
        refused: dict[str, str] = {}
        live = self._first_usable(_chosen(state), refused)
        draft = self._first_usable([state.draft], refused) if state.draft else None
        return InForce(live or default_policy(), draft, refused)

    def _looked_up(self, before: InForce | None) -> InForce:
        try:
            found = self.kept.state(self._tag)
            resolved = before if found is None else self._taken(found)
        except PolicyError as error:
            self._tag = None  # put back as it was, it is to be read again
            resolved = InForce((before or InForce(default_policy())).live, refused={"the state": str(error)})
        except TransientError:
            if before is None:
                raise
            resolved = before
        return resolved or InForce(default_policy())

    def _taken(self, found: StoredPolicyState) -> InForce:
        resolved = self.resolved(found.state)
        # What cannot be used is looked at anew each time: somebody may mend it in its place.
        self._tag = None if resolved.refused else found.tag
        return resolved

    def _first_usable(self, versions: Iterable[str | None], refused: dict[str, str]) -> Policy | None:
        for version in versions:
            found = default_policy() if version is None else self._usable(version)
            if isinstance(found, Policy):
                return found
            refused[str(version)] = found
        return None

    def _usable(self, version: str) -> Policy | str:
        """Return the policy, or why there is none."""
        held = self._read.pop(version, None)
        if held is None:
            held = default_policy() if version == default_policy().version else self._fetched(version)
        if isinstance(held, Policy):
            self._read[version] = held
            if len(self._read) > _HELD:
                self._read.popitem(last=False)
        return held

    def _fetched(self, version: str) -> Policy | str:
        text = self.kept.text(version)
        if text is None:
            return f"there is no policy {version}"
        try:
            found = read_policy(text, name=version)
        except PolicyError as error:
            return str(error)
        return found if found.version == version else f"what is kept as {version} is {found.version}: it was altered"


def _chosen(state: PolicyState) -> Iterable[str | None]:
    """Yield what was chosen to decide, the last choice first."""
    yield state.live
    for change in reversed(state.changes):
        if change.kind in {"published", "rolled_back"} and change.version != state.live:
            yield change.version
