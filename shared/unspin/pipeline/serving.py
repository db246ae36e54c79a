"""Which scheme of keys and signatures an index serves: stored hashes outlive code, and two schemes never meet.

The index says so itself, in a note. Who finds a scheme that it cannot compute refuses to work, before anything is
written or answered: its keys would find nothing, and nobody would notice.

While an index is filled with another scheme (``unspin reindex``), the note names that too: workers write the keys of
both, and look up by the one that serves.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Literal

from unspin.dedup.scheme import CURRENT, Scheme
from unspin.errors import IndexMismatch
from unspin.pipeline.services import Services, fingerprints_by
from unspin.ports import Index
from unspin.stored import Note

NOTE = "index"

Phase = Literal["steady", "filling", "switched"]


@dataclass(frozen=True, slots=True)
class Serving:
    """What the index says of itself."""

    phase: Phase
    serving: Scheme  # that look-ups go by
    other: Scheme | None  # whose keys are written as well: the next one while filling, the former one once switched
    since: str  # when the phase began
    day: str  # the last day that is filled; empty where none is
    filled: int  # articles
    note: Note
    look_back: int = 0  # days, the longest that any text was taken in under: it may be kept still

    @property
    def is_filled(self) -> bool:
        """Whether every article that was there when the filling began has keys of both schemes."""
        return self.day == "all"


def claim(services: Services) -> Serving:
    """Return what the index says of itself; a fresh one serves this release's scheme from now on.

    Raises:
        IndexMismatch: It serves a scheme that this release cannot compute.
    """
    found = serving(services.index)
    if found is None:
        longest = services.look_back.longest
        written = as_note(Serving("steady", services.fingerprints.scheme, None, "", "", 0, Note(NOTE, {}), longest))
        services.index.put_note(written)  # or somebody else came before
        found = serving(services.index)
    if found is None:
        raise IndexMismatch("the index does not keep its note of what it serves: expected it where it was just written")
    return _reaching_back(found, services)


def _reaching_back(found: Serving, services: Services) -> Serving:
    """Note a longer look-back before any text is taken in under it: when it is shortened, such texts stay."""
    if services.look_back.longest <= found.look_back:
        return found
    longer = replace(found, look_back=services.look_back.longest)
    if services.index.put_note(as_note(longer)):
        return replace(longer, note=replace(as_note(longer), version=found.note.version + 1))
    return claim(services)  # somebody else wrote it just now


def as_served(services: Services, *, claims: bool = True) -> Services:
    """Return *services* computing keys by what the index says now. Who only reads does not claim a fresh one.

    Raises:
        IndexMismatch: It serves a scheme that this release cannot compute.
    """
    found = claim(services) if claims else serving(services.index)
    if found is None or (found.serving, found.other) == (services.fingerprints.scheme, services.filling):
        return services
    is_ours = found.serving == services.fingerprints.scheme
    fingerprints = services.fingerprints if is_ours else fingerprints_by(found.serving)
    return replace(services, fingerprints=fingerprints, filling=found.other)


class Heard:
    """``as_served``, asked once for everything that one invocation takes in.

    Re-indexing waits for whoever began before each of its phases as long as a worker may live, and an invocation ends
    before that, however many messages it holds.
    """

    def __init__(self) -> None:
        self._asking = Lock()  # threads that begin together need one answer only
        self._found: Services | None = None

    def __call__(self, services: Services) -> Services:
        """Return *services* computing keys by what the index said when it was asked first.

        Raises:
            IndexMismatch: It serves a scheme that this release cannot compute; whoever comes next asks again.
        """
        with self._asking:
            if self._found is None:
                self._found = as_served(services)
            return self._found


def serving(index: Index) -> Serving | None:
    """Return what *index* says of itself; None where it is fresh.

    Raises:
        IndexMismatch: It names a scheme that this release cannot compute.
    """
    note = index.note(NOTE)
    if note is None:
        return None
    values = note.values
    phase: Phase = values["phase"]  # type: ignore[assignment]
    return Serving(
        phase=phase,
        serving=scheme_of(values["serving"]),
        other=scheme_of(values["other"]) if values["other"] else None,
        since=values["since"],
        day=values["day"],
        filled=int(values["filled"]),
        note=note,
        look_back=int(values.get("look_back", "0")),
    )


def as_note(found: Serving) -> Note:
    """Return *found* as the next version of the note it was read from."""
    values: Mapping[str, str] = {
        "phase": found.phase,
        "serving": scheme_text(found.serving),
        "other": scheme_text(found.other) if found.other else "",
        "since": found.since,
        "day": found.day,
        "filled": str(found.filled),
        "look_back": str(found.look_back),
    }
    return replace(found.note, values=values)


def scheme_text(scheme: Scheme) -> str:
    """Return *scheme* as it is noted: what differs from this release's would not be enough for the next release."""
    return json.dumps(asdict(scheme))


@lru_cache(maxsize=8)  # an index names the same one or two for months
def scheme_of(text: str) -> Scheme:
    """Return the scheme that *text* notes.

    Raises:
        IndexMismatch: This release cannot compute it.
    """
    try:
        fields = json.loads(text)
        found = Scheme(**fields)
    except (ValueError, TypeError) as error:
        raise IndexMismatch(f"the index holds a scheme that this release cannot compute: {error}") from error
    if found.code != CURRENT.code:
        raise IndexMismatch(
            f"the index holds keys of code {found.code}, this release computes {CURRENT.code}: expected a release that"
            " computes both, to re-index with"
        )
    return found
