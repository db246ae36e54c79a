"""What happens to an object that was dropped: each article in it is taken in, and what cannot be read is parked."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

from unspin.errors import PermanentError
from unspin.messages import ArticleStored
from unspin.model import Page, Source, UnreadablePage
from unspin.pipeline.charset import expect_utf_8
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


def ingest(
    message: ArticleStored,
    services: Services,
    *,
    has_time: Callable[[], bool] = always,
    at_once: int = 1,
    served: Callable[[Services], Services] = as_served,
) -> Iterator[Outcome]:
    """Take in every article of an object and yield what became of each, in their order.

    What cannot be processed is parked. When *has_time* says no, the object, or the rest of a long file, goes back to
    the queue: as a message of its own, since one that is reported as failed stays hidden for half an hour, and counts
    towards the dead letters.

    Args:
        message: Names the object.
        services: The stack.
        has_time: Asked before each article is begun.
        at_once: So many articles of a file are taken in side by side.
        served: Asks the index which keys to compute.

    Raises:
        IndexMismatch: The index serves a scheme that this release cannot compute.
        TransientError: An adapter failed; the message should be delivered again.
        ExceptionGroup: Articles that we failed on, after the rest of the file is done.
    """
    if not has_time():
        services.queue.send(message)
        yield Outcome("handed_back")
        return
    services = served(services)
    sha256 = ""
    try:
        raw = services.raw.load(message.bucket, message.key, message.version, limit=OBJECT_LIMIT)
        sha256 = hashlib.sha256(raw.data).hexdigest()
        expect_utf_8(raw.data, message.key)
        pages = read(raw.data, name=message.key, limit=OBJECT_LIMIT, first_line=message.first_line)
        found = replace(message, version=message.version or raw.version)
        work = partial(_take_in, found, sha256=sha256, services=services)
        yield from _each(
            _while_there_is_time(pages, has_time), work, at_once, name=f"s3://{message.bucket}/{message.key}"
        )
    except PermanentError as error:
        yield Outcome("parked", parked=park_object(message, error, sha256, services))


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a file when time runs out."""

    line: int


_Part = Page | UnreadablePage | _Rest
_Work = Callable[[_Part], Outcome]


def _while_there_is_time(pages: Iterator[Page | UnreadablePage], has_time: Callable[[], bool]) -> Iterator[_Part]:
    is_first = True
    for page in pages:
        if page.line is not None and not is_first and not has_time():
            yield _Rest(page.line)
            return
        yield page
        is_first = False


def _each(parts: Iterator[_Part], work: _Work, at_once: int, *, name: str) -> Iterator[Outcome]:
    failures: list[Exception] = []
    for part, outcome in _begun(parts, work, at_once):
        try:
            yield outcome()
        except PermanentError:
            raise
        except Exception as error:  # one article must not keep its file's others from us
            if part.line is None:
                raise
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{name}: {len(failures)} articles failed", failures)


def _begun(parts: Iterator[_Part], work: _Work, at_once: int) -> Iterator[tuple[_Part, Callable[[], Outcome]]]:
    """Yield each part with what returns its outcome, in order; of a file, some that follow are begun by then."""
    with ThreadPoolExecutor(at_once, "line") as pool:  # has no threads before it has work
        begun: deque[tuple[_Part, Callable[[], Outcome]]] = deque()
        for part in parts:
            is_alone = at_once == 1 or part.line is None
            begun.append((part, partial(work, part) if is_alone else pool.submit(work, part).result))
            if is_alone or len(begun) == at_once:
                yield begun.popleft()
        yield from begun


def _take_in(message: ArticleStored, part: _Part, *, sha256: str, services: Services) -> Outcome:
    match part:
        case _Rest():
            services.queue.send(replace(message, first_line=part.line))
            return Outcome("handed_back")
        case UnreadablePage():
            source = Source(message.bucket, message.key, message.version, sha256, part.line)
            parked = park_page(message, source, part.reason, part.message, part.sample, services)
            return Outcome("parked", parked=parked)
        case Page():
            with _large_page if len(part.content) > LARGE_PAGE else nullcontext():
                return take_in(message, part, sha256, services.pinned())
