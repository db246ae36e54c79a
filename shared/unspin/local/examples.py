"""The example articles taken in, in memory: something to look at, with no stack at all."""

from pathlib import Path

from unspin.adapters.memory import MemoryRawObjects
from unspin.errors import SettingsError
from unspin.messages import ArticleStored
from unspin.moderation.policy import Policy
from unspin.pipeline.count import count
from unspin.pipeline.ingest import ingest
from unspin.pipeline.policies import draft
from unspin.pipeline.services import Services
from unspin.runtime import embedded
from unspin.stored import Change

ARTICLES = Path(__file__).parents[3] / "events" / "articles"
BUCKET = "examples"


def example_services(folder: Path = ARTICLES, *, beside: Policy | None = None) -> Services:
    """Return services in memory that hold the articles in *folder*; the draft *beside* ran beside.

    Raises:
        SettingsError: There is no such folder: unspin runs outside of its checkout.
    """
    if not folder.is_dir():
        raise SettingsError(f"the example articles are part of unspin's checkout: expected them in {folder}")
    stream: list[Change] = []
    services = embedded(stream=stream)
    if beside is not None:
        draft(beside, services, by="unspin", note="an example")
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        drop(path.relative_to(folder).as_posix(), path.read_bytes(), services)
    count(stream, services.catalogue)
    return services


def drop(key: str, data: bytes, services: Services) -> None:
    """Drop an object, and take it in at once."""
    if isinstance(services.raw, MemoryRawObjects):
        services.raw.put(BUCKET, key, data)
    message = ArticleStored(BUCKET, key, event_time=services.clock.now())
    list(ingest(message, services))
