"""What happens to an object that was dropped: each article in it is cleaned, decided about, compared and stored.

The order of the writes makes every one of them safe to repeat, and lets two workers that hold twins see each other:
body, postings, then the look-up; links, cluster, record; the entry last. Whoever is cut off before the entry
does all of it again, with the same result.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from unspin.dedup.clusters import joins
from unspin.errors import PermanentError, UnreadableInput
from unspin.messages import ArticleStored
from unspin.model import Page, Source, UnreadablePage
from unspin.moderation.decision import decide
from unspin.moderation.reading import Context
from unspin.moderation.redaction import redacted
from unspin.pipeline.identity import article_id, url_keys
from unspin.pipeline.join import join
from unspin.pipeline.park import park_object, park_page
from unspin.pipeline.record import clean_record, path_of, with_relation
from unspin.pipeline.relate import related
from unspin.pipeline.services import COMPARED_CHARACTERS, Services
from unspin.pipeline.settle import settle, settle_others
from unspin.pipeline.verdict import verdict
from unspin.stored import Body, Cluster, Entry, Link, Parked
from unspin.text.cleaning import clean
from unspin.text.reading import read
from unspin.text.sites import site_of

OBJECT_LIMIT = 10_000_000  # bytes, compressed or not
SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: stored, parked, known from an earlier delivery, or older than what is held."""

    kind: Literal["stored", "known", "superseded", "parked"]
    entry: Entry | None = None
    parked: Parked | None = None


def always() -> bool:
    """There is time."""
    return True


def ingest(message: ArticleStored, services: Services, *, has_time: Callable[[], bool] = always) -> Iterator[Outcome]:
    """Take in every article of an object and yield what became of each.

    What cannot be processed is parked. When *has_time* says no, the rest of a long file goes back to the queue.

    Raises:
        TransientError: An adapter failed; the message should be delivered again.
        ExceptionGroup: Articles that we failed on, after the rest of the file is done.
    """
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
            return _take_in_page(message, page, sha256, services)


def _take_in_page(message: ArticleStored, page: Page, sha256: str, services: Services) -> Outcome:
    own_sha256 = sha256 if page.line is None else _sha256_of(page)
    source = Source(message.bucket, message.key, message.version, own_sha256, page.line)
    delivery = Delivery(message, page, source, article_id(message, page))
    entry, body = services.index.held(delivery.article_id)
    if entry is not None and entry.order > delivery.order:
        return Outcome("superseded", entry)
    if entry is not None and (entry.source.sha256, entry.versions) == (own_sha256, services.versions):
        if entry.order < delivery.order:  # the same content, dropped again: it is the newest word now
            services.index.put_entry(replace(entry, order=delivery.order))
        return Outcome("known", settle(delivery.article_id, services))
    return _stored(delivery, entry, body, services)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An article on its way in."""

    message: ArticleStored
    page: Page
    source: Source
    article_id: str

    @property
    def order(self) -> str:
        """A string that sorts deliveries: a greater one is newer. Within a file, the later line is."""
        return f"{self.message.order}#{self.page.line or 0:09}"


def _stored(delivery: Delivery, held: Entry | None, held_body: Body | None, services: Services) -> Outcome:
    article = clean(delivery.page)
    if not article.blocks:
        return _without_article(delivery, services)
    now = services.clock.now()
    site = article.site or site_of(article.url, delivery.message.key)
    decision = decide(replace(article, site=site), services.policy, Context(now=now))
    article = redacted(article, decision)  # before anything of it is stored, in the index too
    fingerprint = services.fingerprints.of(article.title, article.text, article.language)
    body = Body(
        article_id=delivery.article_id,
        order=delivery.order,
        sha256=delivery.source.sha256,
        title=article.title,
        text=article.text[:COMPARED_CHARACTERS],
        language=article.language,
        published_at=article.published_at,
        first_seen=_first_seen(delivery, held, held_body, now),
        keys=(*fingerprint.keys, *url_keys(delivery.page, article.url)),
        signatures=fingerprint.signatures,
    )
    if not _published_to_others(body, held_body, services):
        return Outcome("superseded", held)
    links, bodies = related(body.article_id, fingerprint, services)
    cluster = _joined(body, links, bodies, services, now)
    settle_others(cluster, body.article_id, services)

    found = verdict(body.article_id, cluster, links, is_update=held is not None)
    entry = Entry(
        article_id=body.article_id,
        order=delivery.order,
        source=delivery.source,
        path=path_of(decision.action, site, body),
        url=article.url,
        site=site,
        title=article.title,
        relation=found.relation,
        duplicate_of=found.duplicate_of,
        cluster_id=found.cluster_id,
        similarity=found.similarity,
        action=decision.action,
        ingested_at=now,
        versions=services.versions,
    )
    record = clean_record(article, body, delivery.source, site, decision, now)
    services.clean.store(entry.path, with_relation(record, found))
    if held is not None and held.path != entry.path:
        services.clean.remove(held.path)
    services.index.put_entry(entry)
    return Outcome("stored", settle(body.article_id, services) or entry)


def _first_seen(delivery: Delivery, held: Entry | None, held_body: Body | None, now: str) -> str:
    if held_body is not None:
        return held_body.first_seen
    if held is not None:
        return held.ingested_at
    # The event's own time: two deliveries of it agree on that.
    return delivery.message.event_time or now


def _published_to_others(body: Body, held: Body | None, services: Services) -> bool:
    """Let others find the article; return False if they can find a newer version of it already."""
    if not services.index.put_body(body):
        return False
    stale = set(held.keys) - set(body.keys) if held else set()
    services.index.unpost(body.article_id, sorted(stale))
    services.index.post(body.article_id, body.keys)
    return True


def _joined(body: Body, links: list[Link], bodies: dict[str, Body], services: Services, now: str) -> Cluster:
    """Write the links, and join the clusters that they lead to."""
    gone = {link.other_id for link in services.index.links(body.article_id)} - bodies.keys()
    services.index.remove_links(body.article_id, sorted(gone))
    services.index.put_links(links)
    joining = [bodies[link.other_id].standing for link in links if joins(link.comparison)]
    return join(body.standing, joining, services.index, now=now)


def _without_article(delivery: Delivery, services: Services) -> Outcome:
    told = "no article is left after the boilerplate was removed: expected a paragraph of text"
    content = delivery.page.content
    if delivery.page.line is None:
        error = UnreadableInput("no_article", told, sample=content[:SAMPLE])
        return Outcome("parked", parked=park_object(delivery.message, error, delivery.source.sha256, services))
    parked = park_page(delivery.message, delivery.source, "no_article", told, content, services)
    return Outcome("parked", parked=parked)


def _sha256_of(page: Page) -> str:
    parts = (
        page.form,
        page.content,
        page.id,
        page.url,
        page.title,
        page.site,
        page.language,
        page.published_at,
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
