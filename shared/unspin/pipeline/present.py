"""Which articles there are, for readers: those that were taken down are none."""

from collections.abc import Iterable

from unspin.pipeline.services import Services
from unspin.stored import Entry


def present(article_ids: Iterable[str], services: Services) -> dict[str, Entry]:
    """Return the entries of the articles that exist and were not taken down; strongly consistent."""
    entries = services.index.entries(article_ids)
    return {name: entry for name, entry in entries.items() if entry.withdrawn is None}
