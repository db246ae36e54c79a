"""What happens to an object that was dropped: each article in it is taken in, and what cannot be read is parked."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from threading import Lock

from unspin.errors import PermanentError
from unspin.messages import ArticleStored
from unspin.model import Page, Source, UnreadablePage
from unspin.pipeline.park import park_object, park_page
from unspin.pipeline.services import Services
from unspin.pipeline.serving import as_served
from unspin.pipeline.take_in import Outcome, take_in
from unspin.text.reading import read

OBJECT_LIMIT = 10_000_000  # bytes, compressed or not
LARGE_PAGE = 1_000_000  # characters; one of ten million takes 360 MB while it is taken in
_large_page = Lock()  # of those, a worker has one at a time, however many articles it takes in side by side


def always() -> bool:
    """There is time."""
    return True


class TimeLeft:
    """Says whether there is time for one thing more before an invocation ends; for the first there always is.

    Without that, work that finds too little time each time it is begun would be handed back for ever.
    """

    def __init__(self, remaining_ms: Callable[[], int], *, kept_ms: int) -> None:
        self._remaining_ms, self._kept_ms = remaining_ms, kept_ms
        self._is_first = True

    def __call__(self) -> bool:
        """Return whether more than the time kept is left."""
        is_first, self._is_first = self._is_first, False
        return is_first or self._remaining_ms() > self._kept_ms


def ingest(message: ArticleStored, services: Services, *, has_time: Callable[[], bool] = always) -> Iterator[Outcome]:
    """Take in every article of an object and yield what became of each.

    What cannot be processed is parked. When *has_time* says no, the object, or the rest of a long file, goes back to
    the queue: as a message of its own, since one that is reported as failed stays hidden for half an hour, and counts
    towards the dead letters.

    Raises:
        IndexMismatch: The index serves a scheme that this release cannot compute.
        TransientError: An adapter failed; the message should be delivered again.
        ExceptionGroup: Articles that we failed on, after the rest of the file is done.
    """
    if not has_time():
        services.queue.send(message)
        yield Outcome("handed_back")
        return
    services = as_served(services)
    sha256 = ""
    try:
        raw = services.raw.load(message.bucket, message.key, message.version, limit=OBJECT_LIMIT)
        sha256 = hashlib.sha256(raw.data).hexdigest()
        pages = read(raw.data, name=message.key, limit=OBJECT_LIMIT, first_line=message.first_line)
        yield from _each(replace(message, version=message.version or raw.version), pages, sha256, services, has_time)
    except PermanentError as error:
        yield Outcome("parked", parked=park_object(message, error, sha256, services))


def _each(
    message: ArticleStored,
    pages: Iterator[Page | UnreadablePage],
    sha256: str,
    services: Services,
    has_time: Callable[[], bool],
) -> Iterator[Outcome]:
    failures: list[Exception] = []
    for page in pages:
        if page.line is not None and page.line > message.first_line and not has_time():
            services.queue.send(replace(message, first_line=page.line))
            yield Outcome("handed_back")
            break
        try:
            yield _take_in(message, page, sha256, services)
        except PermanentError:
            raise
        except Exception as error:  # one article must not keep its file's others from us
            if page.line is None:
                raise
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"s3://{message.bucket}/{message.key}: {len(failures)} articles failed", failures)


def _take_in(message: ArticleStored, page: Page | UnreadablePage, sha256: str, services: Services) -> Outcome:
    match page:
        case UnreadablePage():
            source = Source(message.bucket, message.key, message.version, sha256, page.line)
            parked = park_page(message, source, page.reason, page.message, page.sample, services)
            return Outcome("parked", parked=parked)
        case Page():
            with _large_page if len(page.content) > LARGE_PAGE else nullcontext():
                return take_in(message, page, sha256, services.pinned())
