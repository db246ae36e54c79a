"""The ports in memory, with a turn for others around every call that is one request to AWS.

DynamoDB's batches are no transactions: a batch of writes or reads is cut in parts here, each a call of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial
from random import Random
from typing import Any, TypeVar

from tests.simulation.faults import Faults
from tests.simulation.scheduler import Scheduler
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex
from unspin.errors import MissingObject
from unspin.ports import Dropped, RawObject
from unspin.stored import Act, Body, Claim, Cluster, Entry, Known, Link

LAG = 60  # calls, of all workers, until an eventually consistent read surely tells what was written
READS = {"links", "links_and_revoked", "parked", "listed", "acts", "note"}  # of those that are one request

Answer = TypeVar("Answer")
Element = TypeVar("Element")


class Calls:
    """Every call of every port goes through here."""

    def __init__(self, scheduler: Scheduler, faults: Faults, random: Random) -> None:
        self.scheduler, self.faults, self.random = scheduler, faults, random
        self.trace: list[tuple[str, str]] = []
        self.later_ms = 0  # how much later it is than the calls tell
        self.posted: dict[tuple[str, str], int] = {}  # by key and article: how many calls there were before

    def read(self, told: str, call: Callable[[], Answer]) -> Answer:
        """Make a call that changes nothing."""
        self.scheduler.pause()
        self.faults.before(told)
        answer = call()
        self.trace.append((self.scheduler.running, told))
        return answer

    def write(self, told: str, call: Callable[[], Answer]) -> Answer:
        """Make a call that may take effect although it fails."""
        self.scheduler.pause()
        self.faults.before(told)
        answer = call()
        self.trace.append((self.scheduler.running, f"{told} -> {answer}" if isinstance(answer, bool) else told))
        self.scheduler.pause()
        self.faults.after(told)
        return answer

    def parts(self, elements: Iterable[Element], most: int) -> list[list[Element]]:
        """Cut *elements* in at most *most* parts, in random order."""
        listed = list(elements)
        self.random.shuffle(listed)
        count = self.random.randint(1, most)
        return [part for part in (listed[start::count] for start in range(count)) if part]


class RawVersions:
    """Raw objects, every version of them."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.versions: dict[tuple[str, str | None], bytes] = {}
        self.modified: dict[tuple[str, str | None], str] = {}

    def load(self, bucket: str, key: str, version: str | None, *, limit: int) -> RawObject:
        """Return the object."""
        found = self._calls.read(f"load {key} {version}", lambda: self.versions.get((key, version)))
        if found is None:
            raise MissingObject(bucket, key)
        return RawObject(found, version)

    def listed(self, bucket: str, after: str, *, limit: int) -> list[Dropped]:
        """List objects."""
        return self._calls.read(f"list after {after!r}", lambda: [each for each in self.dropped() if each.key > after])

    def dropped(self) -> list[Dropped]:
        """Return the newest version of each object."""
        newest: dict[str, Dropped] = {}
        for (key, version), modified in sorted(self.modified.items(), key=lambda each: (each[1], str(each[0][1]))):
            newest[key] = Dropped(key, modified, version)
        return [newest[key] for key in sorted(newest)]


class CleanObjects:
    """The clean bucket."""

    def __init__(self, calls: Calls, held: MemoryCleanArticles) -> None:
        self._calls, self._held = calls, held

    def store(self, path: str, record: Any) -> None:
        """Write a record."""
        self._calls.write(f"store {path} {_told(record)}", lambda: self._held.store(path, record))

    def load(self, path: str) -> Any:
        """Read a record."""
        return self._calls.read(f"load {path}", lambda: self._held.load(path))

    def load_all(self, paths: Sequence[str]) -> dict[str, Any]:
        """Read records, one after the other."""
        found = {path: self.load(path) for path in paths}
        return {path: record for path, record in found.items() if record is not None}

    def replace(self, path: str, record: Any, tag: str | None) -> bool:
        """Write a record on condition."""
        return self._calls.write(f"replace {path} {_told(record)}", lambda: self._held.replace(path, record, tag))

    def remove(self, path: str, tag: str) -> bool:
        """Remove a record on condition."""
        return self._calls.write(f"remove {path}", lambda: self._held.remove(path, tag))

    def erase(self, path: str) -> None:
        """Remove a record and its versions."""
        self._calls.write(f"erase {path}", lambda: self._held.erase(path))

    def keep_copy(self, path: str, bucket: str, key: str, version: str | None) -> None:
        """Copy a raw object."""
        self._calls.write(f"keep {path}", lambda: self._held.store(path, {}))

    def location(self, path: str) -> str:
        """Say where it is."""
        return path


class ClaimedIndex(MemoryIndex):
    """An index that remembers which articles' entries were ever claimed, as the table's stream does.

    It tells when a person's claim is given back with an entry.
    """

    def __init__(self, given_back: Callable[[Claim], None]) -> None:
        super().__init__()
        self.claimed: set[str] = set()
        self._given_back = given_back

    def put_entry(self, entry: Entry, *, act: Act | None = None, claim: Claim | None = None) -> bool:
        """Store an entry."""
        done = super().put_entry(entry, act=act, claim=claim)
        if done and entry.pending:
            self.claimed.add(entry.article_id)
        if done and claim is not None:
            self._given_back(claim)
        return done


class SharedIndex:
    """The index that all workers share."""

    def __init__(self, calls: Calls, held: MemoryIndex) -> None:
        self._calls, self._held = calls, held
        self._forwards: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        """Everything that is not below is one request."""
        real = getattr(self._held, name)
        make = self._calls.read if name in READS else self._calls.write

        def call(*arguments: Any, **more: Any) -> Any:
            return make(f"{name} {' '.join(map(_told, arguments))}", lambda: real(*arguments, **more))

        return call

    def held(self, article_id: str) -> tuple[Entry | None, Body | None]:
        """One batch of two reads."""
        first = self._calls.random.random() < 0.5
        if first:
            entry = self._calls.read(f"entry {article_id}", lambda: self._held.held(article_id)[0])
        body = self._calls.read(f"body {article_id}", lambda: self._held.held(article_id)[1])
        if not first:
            entry = self._calls.read(f"entry {article_id}", lambda: self._held.held(article_id)[0])
        return entry, body

    def known(self, article_id: str) -> Known:
        """One query of several items, each of which may be read before or after another is written."""
        found: dict[str, Any] = {}
        reads = {
            "entry": lambda: self._held.held(article_id)[0],
            "body": lambda: self._held.held(article_id)[1],
            "rest": lambda: self._held.known(article_id).is_blank,
        }
        for name in self._calls.random.sample(sorted(reads), len(reads)):
            found[name] = self._calls.read(f"known {name} of {article_id}", reads[name])
        is_blank = found["entry"] is None and found["body"] is None and found["rest"]
        return Known(found["entry"], found["body"], is_blank=is_blank)

    def cluster(self, cluster_id: str) -> Cluster | str | None:
        """One read, but of forwarding addresses, which are remembered."""
        if cluster_id not in self._forwards:
            found = self._calls.read(f"cluster {cluster_id}", lambda: self._held.cluster(cluster_id))
            if not isinstance(found, str):
                return found
            self._forwards[cluster_id] = found
        return self._forwards[cluster_id]

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Body]:
        """A batch of reads."""
        return self._batch("bodies", article_ids, self._held.bodies)

    def entries(self, article_ids: Iterable[str]) -> dict[str, Entry]:
        """A batch of reads."""
        return self._batch("entries", article_ids, self._held.entries)

    def linked(self, article_ids: Iterable[str], other_id: str) -> dict[str, Link]:
        """A batch of reads."""
        return self._batch("linked", article_ids, lambda names: self._held.linked(names, other_id))

    def candidates(self, keys: Sequence[str], beside: Sequence[str] = ()) -> dict[str, set[bytes]]:
        """Many queries at the same time; those of keys *beside* may miss what was posted just before."""
        found: defaultdict[str, set[bytes]] = defaultdict(set)
        for part in self._calls.parts((*keys, *beside), 3):
            lagging = {*beside} if len(self._calls.trace) % 2 else set()
            look_up = partial(self._posted_under, part, lagging)
            for name, sketches in self._calls.read(f"look up {len(part)} keys", look_up).items():
                found[name] |= sketches
        return dict(found)

    def _posted_under(self, keys: Iterable[str], lagging: Set[str]) -> dict[str, set[bytes]]:
        found: defaultdict[str, set[bytes]] = defaultdict(set)
        now = len(self._calls.trace)
        for key in keys:
            for name, sketches in self._held.candidates([key]).items():
                if key not in lagging or now - self._calls.posted.get((key, name), -LAG) >= LAG:
                    found[name] |= sketches
        return found

    def post(self, article_id: str, postings: Mapping[str, bytes], *, kept_until: str | None = None) -> None:
        """A batch of writes."""
        for part in self._calls.parts(postings.items(), 3):
            self._calls.write(
                f"post {article_id}: {len(part)} keys",
                lambda part=part: self._put_postings(article_id, dict(part), kept_until),  # type: ignore[misc]
            )

    def _put_postings(self, article_id: str, postings: Mapping[str, bytes], kept_until: str | None) -> None:
        self._held.post(article_id, postings, kept_until=kept_until)
        self._calls.posted |= {(key, article_id): len(self._calls.trace) for key in postings}

    def unpost(self, article_id: str, keys: Iterable[str]) -> None:
        """A batch of deletions."""
        for part in self._calls.parts(keys, 2):
            self._calls.write(
                f"unpost {article_id}: {len(part)} keys",
                lambda part=part: self._held.unpost(article_id, part),  # type: ignore[misc]
            )

    def put_links(self, links: Iterable[Link]) -> None:
        """Two batches of writes: the first article's sides, then the others'."""
        own = list(links)
        for sides in (own, [link.mirrored for link in own]):
            for part in self._calls.parts(sides, 2):
                self._calls.write(f"link {_sides(part)}", lambda part=part: self._put_sides(part))  # type: ignore[misc]

    def remove_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """Two batches of deletions: the others' sides, then the first article's."""
        others = list(other_ids)
        for sides in ([(other, article_id) for other in others], [(article_id, other) for other in others]):
            for part in self._calls.parts(sides, 2):
                self._calls.write(f"unlink {part}", lambda part=part: self._remove_sides(part))  # type: ignore[misc]

    def revoke_links(self, article_id: str, other_ids: Iterable[str]) -> None:
        """A batch of notes, then two of deletions."""
        others = list(other_ids)
        for part in self._calls.parts(others, 2):
            told = f"note that {article_id} revoked links with {' '.join(part)}"
            self._calls.write(told, lambda part=part: self._held.note_revoked(article_id, part))  # type: ignore[misc]
        self.remove_links(article_id, others)

    def _batch(self, told: str, names: Iterable[str], real: Callable[[list[str]], dict[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in self._calls.parts(dict.fromkeys(names), 3):
            found |= self._calls.read(f"{told} {' '.join(part)}", lambda part=part: real(part))  # type: ignore[misc]
        return found

    def _put_sides(self, sides: list[Link]) -> None:
        for side in sides:
            self._held._links[side.article_id][side.other_id] = side.comparison

    def _remove_sides(self, sides: list[tuple[str, str]]) -> None:
        for one, other in sides:
            self._held._links[one].pop(other, None)


def _sides(links: list[Link]) -> str:
    return " ".join(f"{link.article_id}->{link.other_id}:{link.comparison.relation}" for link in links)


def _told(value: Any) -> str:
    """Say what a value is, in a few words."""
    match value:
        case str():
            return value
        case Body():
            return f"{value.article_id}@{value.order[:23]}"
        case Entry():
            return (
                f"{value.article_id}@{value.order[:23]} r{value.revision}{' pending' if value.pending else ''}"
                f" {value.relation} of {value.duplicate_of} in {value.cluster_id}"
            )
        case dict() if "relation" in value:
            return f"r{value.get('revision')} {value['relation']} of {value['duplicate_of']} in {value['cluster_id']}"
        case _ if hasattr(value, "members"):
            return f"{value.cluster_id} v{value.version} {[each.article_id for each in value.members]}"
        case _:
            return type(value).__name__
