"""What a use case works with: the ports, and what is settled for all of them."""

from collections import OrderedDict
from dataclasses import dataclass, field

from unspin import __version__
from unspin.dedup.fingerprint import Fingerprint, fingerprint
from unspin.dedup.scheme import INDEX_VERSION
from unspin.moderation.policy import Policy
from unspin.pipeline.known_sites import KnownSites
from unspin.ports import Catalogue, CleanArticles, Clock, Index, Queue, RawObjects

# Of longer texts (about 16,000 words) the beginning is compared. Keeps a body below DynamoDB's 400 KB in any script.
COMPARED_CHARACTERS = 100_000


@dataclass(frozen=True)
class Services:
    """The ports and the policy."""

    raw: RawObjects
    clean: CleanArticles
    index: Index
    catalogue: Catalogue
    queue: Queue
    clock: Clock
    policy: Policy
    fingerprints: "Fingerprints" = field(default_factory=lambda: Fingerprints())
    known_sites: KnownSites = field(default_factory=KnownSites)

    @property
    def versions(self) -> str:
        """What a decision depends on besides the article; another string means another decision."""
        return f"{__version__}/{INDEX_VERSION}/{self.policy.version}"


class Fingerprints:
    """The fingerprints computed last, since the same candidates come again and again.

    A fingerprint follows from title, text and language alone, so it never becomes stale.
    """

    def __init__(self, size: int = 2_000) -> None:
        self._size = size
        self._held: OrderedDict[tuple[str, str, str], Fingerprint] = OrderedDict()

    def of(self, title: str, text: str, language: str) -> Fingerprint:
        """Return the fingerprint of a text, of which the first ``COMPARED_CHARACTERS`` count."""
        key = (title, text[:COMPARED_CHARACTERS], language)
        found = self._held.pop(key, None) or fingerprint(*key)
        self._held[key] = found
        if len(self._held) > self._size:
            self._held.popitem(last=False)
        return found
