"""The entry of an article that was taken down: what is noted in it is removed until nobody can write it again."""

from collections.abc import Iterable
from dataclasses import replace

from unspin.errors import TransientError
from unspin.pipeline.services import Services
from unspin.stored import Entry

ATTEMPTS = 10  # while others write the same article
# Kept of a list by a tombstone, of 409,600 bytes at most. Of an agency's article thousands of copies may be linked, at
# 21 bytes each: those that are not named are removed at once all the same, and no second time when workers have ended.
# A mark, of 60 bytes, is left by everyone who dies over the removing; later ones sort last.
MOST = {"former_links": 10_000, "erasers": 500}


def noted(tombstone: Entry, services: Services, **more: Iterable[str]) -> Entry:
    """Return the tombstone with *more* in it that is to be taken back, once that is stored."""
    added = {name: set(values) for name, values in more.items()}
    for _ in range(ATTEMPTS):
        wanted = {name: _kept(name, {*getattr(tombstone, name), *values}) for name, values in added.items()}
        noted = replace(tombstone, pending=True, **wanted)  # type: ignore[arg-type]
        if noted == tombstone:
            return tombstone
        noted = replace(noted, revision=tombstone.revision + 1)
        if services.index.put_entry(noted):
            return noted
        tombstone = as_it_is(tombstone, services)
    raise busy(tombstone.article_id)


def _kept(name: str, values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values)[-MOST[name] :] if name in MOST else sorted(values))


def note_link(tombstone: Entry, article_id: str, services: Services) -> None:
    """Note that an article was linked with one that was taken down, before the link is taken back.

    A slow worker may write a side of it again, and die: what is noted is removed once more when it must have ended. A
    link that is gone when the removing begins would be named nowhere.
    """
    if tombstone.pending and article_id not in tombstone.former_links:
        noted(tombstone, services, former_links=[article_id])


def as_it_is(tombstone: Entry, services: Services) -> Entry:
    """Return a tombstone as it is stored now."""
    held = services.index.entries([tombstone.article_id]).get(tombstone.article_id)
    if held is None or held.withdrawn is None:
        raise TransientError(f"article {tombstone.article_id}: it was restored while it was taken down")
    return held


def busy(article_id: str) -> TransientError:
    """Return what is raised when others keep writing an article."""
    return TransientError(f"article {article_id}: others kept writing it in {ATTEMPTS} attempts to take it down")
