"""The example articles taken in, in memory: something to look at, with no stack at all."""

from pathlib import Path

from unspin.adapters.clock import SystemClock
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex, MemoryPolicies, MemoryQueue, MemoryRawObjects
from unspin.adapters.memory_catalogue import MemoryCatalogue
from unspin.errors import SettingsError
from unspin.messages import ArticleStored
from unspin.pipeline.count import count
from unspin.pipeline.in_force import PolicySource
from unspin.pipeline.ingest import ingest
from unspin.pipeline.services import Services
from unspin.stored import Change

ARTICLES = Path(__file__).parents[3] / "events" / "articles"
BUCKET = "examples"


def example_services(folder: Path = ARTICLES) -> Services:
    """Return services in memory that hold the articles in *folder*.

    Raises:
        SettingsError: There is no such folder: unspin runs outside of its checkout.
    """
    if not folder.is_dir():
        raise SettingsError(f"the example articles are part of unspin's checkout: expected them in {folder}")
    stream: list[Change] = []
    services = in_memory(stream)
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        drop(path.relative_to(folder).as_posix(), path.read_bytes(), services)
    count(stream, services.catalogue)
    return services


def in_memory(stream: list[Change]) -> Services:
    """Return empty services in memory, whose changes are told to *stream*."""
    raw, index = MemoryRawObjects(), MemoryIndex(stream=stream)
    return Services(
        raw=raw,
        clean=MemoryCleanArticles(raw),
        index=index,
        catalogue=MemoryCatalogue(index),
        queue=MemoryQueue(),
        clock=SystemClock(),
        policies=PolicySource(MemoryPolicies(), fresh_s=0),
    )


def drop(key: str, data: bytes, services: Services) -> None:
    """Drop an object, and take it in at once."""
    if isinstance(services.raw, MemoryRawObjects):
        services.raw.put(BUCKET, key, data)
    message = ArticleStored(BUCKET, key, event_time=services.clock.now())
    list(ingest(message, services))
