"""What a use case works with: the ports, and what is settled for all of them."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from threading import Lock

from unspin import __version__
from unspin.dedup.fingerprint import Fingerprint, fingerprint
from unspin.dedup.scheme import CURRENT, Scheme
from unspin.moderation.policy import Policy
from unspin.pipeline.in_force import InForce, PolicySource
from unspin.pipeline.known_sites import KnownSites
from unspin.ports import Catalogue, CleanArticles, Clock, Index, Queue, RawObjects
from unspin.stored import Body

# Of longer texts (about 16,000 words) the beginning is compared. Keeps a body below DynamoDB's 400 KB in any script.
COMPARED_CHARACTERS = 100_000
# Of the texts whose fingerprints a worker keeps, which take 15 to 25 times as much: of 2,000 articles of 600 words.
HELD_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class LookBack:
    """How many days an article is compared with new ones."""

    days: int = 90
    by_site: Mapping[str, int] = field(default_factory=dict)

    def days_of(self, site: str) -> int:
        """Return the days of *site*."""
        return self.by_site.get(site, self.days)

    @property
    def longest(self) -> int:
        """Return the days after which no text is kept, whatever its site."""
        return max(self.days, *self.by_site.values()) if self.by_site else self.days


@dataclass(frozen=True)
class Services:
    """The ports and the policies."""

    raw: RawObjects
    clean: CleanArticles
    index: Index
    catalogue: Catalogue
    queue: Queue
    clock: Clock
    policies: PolicySource
    in_force: InForce | None = None  # where one is set, it decides, whatever is published meanwhile
    look_back: LookBack = LookBack()
    known_sites: KnownSites = field(default_factory=KnownSites)
    fingerprints: "Fingerprints" = field(default_factory=lambda: Fingerprints())  # by the scheme that serves
    filling: Scheme | None = None  # the one that the index is being filled with, while the other serves

    def pinned(self) -> "Services":
        """Return the same services, decided by the policies that are in force now: one article, one policy."""
        return self if self.in_force is not None else replace(self, in_force=self.policies.current())

    @property
    def policy(self) -> Policy:
        """The policy that decides."""
        return (self.in_force or self.policies.current()).live

    @property
    def draft(self) -> Policy | None:
        """The policy that runs beside the one that decides, or None."""
        return (self.in_force or self.policies.current()).draft

    def policy_of(self, version: str) -> Policy | None:
        """Return the policy that an article was decided by, or None if it is not kept."""
        held = self.in_force.of_version(version) if self.in_force else None
        return held or self.policies.of_version(version)

    @property
    def versions(self) -> str:
        """What a decision depends on besides the article; another string means another decision.

        Not the scheme of the index: it is filled anew without deciding anew.
        """
        return f"{__version__}/{self.policy.version}"

    def kept_until(self, site: str) -> str:
        """Return until when an article of *site* that is taken in now is compared with others."""
        now = datetime.fromisoformat(self.clock.now())
        return (now + timedelta(days=self.look_back.days_of(site))).isoformat()

    def keys_of(self, fingerprint: Fingerprint) -> tuple[str, ...]:
        """Return the keys to write of a text: of the scheme that serves, and of one that is being filled."""
        return tuple(key for each in self._by_schemes(fingerprint) for key in each.keys)

    def postings_of(self, body: Body) -> dict[str, bytes]:
        """Return what is posted under each key of a text: a sketch by the key's own scheme; under a URL, nothing."""
        fingerprint = self.fingerprints.of(body.title, body.text, body.language)
        sketches = {each.scheme.version: each.sketch for each in self._by_schemes(fingerprint)}
        return {key: sketches.get(key.partition("#")[0], b"") for key in body.keys}

    def _by_schemes(self, fingerprint: Fingerprint) -> tuple[Fingerprint, ...]:
        if self.filling is None:
            return (fingerprint,)
        return (
            fingerprint,
            fingerprints_by(self.filling).of(fingerprint.title, fingerprint.text, fingerprint.language),
        )


class Fingerprints:
    """The fingerprints computed last, since the same candidates come again and again.

    A fingerprint follows from title, text, language and scheme alone, so it never becomes stale.
    """

    def __init__(self, scheme: Scheme = CURRENT, size: int = 2_000, held_bytes: int = HELD_BYTES) -> None:
        self.scheme = scheme
        self._size, self._most_bytes = size, held_bytes
        self._lock = Lock()  # the bytes are counted
        self._held: OrderedDict[tuple[str, str, str], tuple[Fingerprint, int]] = OrderedDict()
        self._bytes = 0

    def of(self, title: str, text: str, language: str) -> Fingerprint:
        """Return the fingerprint of a text, of which the first ``COMPARED_CHARACTERS`` count."""
        key = (title, text[:COMPARED_CHARACTERS], language)
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
                return held[0]
        # Others do not wait while it is computed; a twin that computes it too finds the same.
        found, size = fingerprint(*key, self.scheme), len(key[1].encode("utf-8", "surrogatepass"))
        with self._lock:
            if key not in self._held:
                self._bytes += size
            self._held[key] = found, size
            while len(self._held) > self._size or (self._bytes > self._most_bytes and len(self._held) > 1):
                self._bytes -= self._held.popitem(last=False)[1][1]
        return found


@cache
def fingerprints_by(scheme: Scheme) -> Fingerprints:
    """Return the fingerprints by *scheme* that one worker shares among all messages."""
    return Fingerprints(scheme)
