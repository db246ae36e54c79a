"""What a use case works with: the ports, and what is settled for all of them."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace

from unspin import __version__
from unspin.dedup.fingerprint import Fingerprint, fingerprint
from unspin.dedup.scheme import INDEX_VERSION
from unspin.moderation.policy import Policy
from unspin.pipeline.in_force import InForce, PolicySource
from unspin.ports import CleanArticles, Clock, Index, Queue, RawObjects

# Of longer texts (about 16,000 words) the beginning is compared. Keeps a body below DynamoDB's 400 KB in any script.
COMPARED_CHARACTERS = 100_000


@dataclass(frozen=True)
class Services:
    """The ports and the policies."""

    raw: RawObjects
    clean: CleanArticles
    index: Index
    queue: Queue
    clock: Clock
    policies: PolicySource
    in_force: InForce | None = None  # where one is set, it decides, whatever is published meanwhile
    fingerprints: "Fingerprints" = field(default_factory=lambda: Fingerprints())

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
