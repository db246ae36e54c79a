"""Take one article in, whatever happened to it before, and whoever else is at it.

The order of the writes makes every one of them safe to repeat, and lets two workers that hold twins see each other:
body, postings, then the look-up; links, cluster; record, entry last. Whoever is cut off before the entry does all of
it again, with the same result. docs/architecture.md argues why.
"""

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from unspin.errors import TransientError, UnreadableInput
from unspin.messages import ArticleStored
from unspin.model import Action, Article, Page, Source
from unspin.moderation.decision import decide
from unspin.pipeline.commit import commit, commit_first
from unspin.pipeline.connect import NewerText, connect
from unspin.pipeline.identity import article_id, url_keys
from unspin.pipeline.join import cluster_of
from unspin.pipeline.park import park_object, park_page
from unspin.pipeline.record import clean_record, path_of, with_relation
from unspin.pipeline.relate import related
from unspin.pipeline.services import COMPARED_CHARACTERS, Services
from unspin.pipeline.settle import decided, settle, settle_others
from unspin.pipeline.verdict import verdict
from unspin.stored import Body, Entry, Parked
from unspin.text.cleaning import clean
from unspin.text.sites import site_of

ATTEMPTS = 10  # while others write the same article
SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: stored, parked, known from an earlier delivery, or older than what is held."""

    kind: Literal["stored", "known", "superseded", "parked"]
    entry: Entry | None = None
    parked: Parked | None = None


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


def take_in(message: ArticleStored, page: Page, object_sha256: str, services: Services) -> Outcome:
    """Take in the article on *page*; repeating it changes nothing.

    Raises:
        TransientError: An adapter failed, or others keep writing the same; deliver again.
    """
    sha256 = object_sha256 if page.line is None else _sha256_of(page)
    source = Source(message.bucket, message.key, message.version, sha256, page.line)
    delivery = Delivery(message, page, source, article_id(message, page))
    for _ in range(ATTEMPTS):
        outcome = _taken_in(delivery, services)
        if outcome is not None:
            return outcome
    raise _busy(delivery)


def _taken_in(delivery: Delivery, services: Services) -> Outcome | None:
    """Return None where somebody else replaced the text that ours was to replace."""
    held, body = services.index.held(delivery.article_id)
    is_being_updated = held is not None and body is not None and body.order > held.order
    if held is not None and not is_being_updated and _is_done(held, delivery, services):
        return _known(delivery, held, body, services)
    article = clean(delivery.page)
    if not article.blocks:
        return _without_article(delivery, services)
    mine = _body(delivery, article, held, body, services)
    if any(each is not None and each.order > delivery.order for each in (held, body)):
        return _superseded(delivery, article, mine, services)
    if not services.index.put_body(mine, body):
        return None
    services.index.unpost(mine.article_id, mine.former_keys)
    services.index.post(mine.article_id, mine.keys)
    try:
        connect(mine, services, now=services.clock.now())
    except NewerText:
        return _superseded(delivery, article, mine, services)
    return _committed(delivery, article, mine, services)


def _is_done(held: Entry, delivery: Delivery, services: Services) -> bool:
    return not held.pending and (held.source.sha256, held.versions) == (delivery.source.sha256, services.versions)


def _known(delivery: Delivery, held: Entry, body: Body | None, services: Services) -> Outcome | None:
    """The same content, dropped again, is the newest word on the article.

    Connecting it again repairs what a worker left that died while it delivered the same.
    """
    if held.order < delivery.order:
        if body is not None and body.order < delivery.order:
            before, body = body, replace(body, order=delivery.order)
            if not services.index.put_body(body, before):
                return None
        if not services.index.put_entry(replace(held, order=delivery.order, revision=held.revision + 1)):
            return None
    if body is not None:
        try:
            connect(body, services, now=services.clock.now())
        except NewerText:
            return None
    return Outcome("known", settle(held.article_id, services))


def _body(delivery: Delivery, article: Article, held: Entry | None, before: Body | None, services: Services) -> Body:
    fingerprint = services.fingerprints.of(article.title, article.text, article.language)
    keys = (*fingerprint.keys, *url_keys(delivery.page, article.url))
    former = {*before.keys, *before.former_keys} - set(keys) if before else set()
    return Body(
        article_id=delivery.article_id,
        order=delivery.order,
        sha256=delivery.source.sha256,
        title=article.title,
        text=article.text[:COMPARED_CHARACTERS],
        language=article.language,
        published_at=article.published_at,
        first_seen=_first_seen(delivery, held, before, services),
        keys=keys,
        signatures=fingerprint.signatures,
        former_keys=tuple(sorted(former)),
    )


def _first_seen(delivery: Delivery, held: Entry | None, before: Body | None, services: Services) -> str:
    if before is not None:
        return before.first_seen
    if held is not None:
        return held.ingested_at
    # The event's own time: two deliveries of it agree on that.
    return delivery.message.event_time or services.clock.now()


def _committed(delivery: Delivery, article: Article, body: Body, services: Services) -> Outcome:
    """Write record and entry; of workers that are at the same article, the newest delivery's has the last word."""
    for attempt in range(ATTEMPTS):
        held = services.index.held(body.article_id)[0]
        if held is not None and held.order > delivery.order:
            return _superseded(delivery, article, body, services)
        if held is not None and held.order == delivery.order and _is_done(held, delivery, services):
            return Outcome("known", settle(body.article_id, services))
        entry, record = _judged(delivery, article, body, held, services)
        is_first = held is None and attempt == 0
        if (
            commit_first(entry, record, services)
            if is_first
            else commit(held, entry, lambda _, record=record: record, services)  # type: ignore[misc]
        ):
            return Outcome("stored", settle(body.article_id, services) or entry)
    raise _busy(delivery)


def _judged(
    delivery: Delivery, article: Article, body: Body, held: Entry | None, services: Services
) -> tuple[Entry, dict[str, Any]]:
    """Return the entry and the record of an article that is connected."""
    cluster = cluster_of(body.standing, services.index)
    settle_others(cluster, body.article_id, services)
    links = services.index.links(body.article_id)
    is_update = held is not None and (held.order < delivery.order or held.relation == "update")
    found = verdict(body.article_id, cluster, links, is_update=is_update)
    decision, now = decide(article, services.policy), services.clock.now()
    site = _site(delivery, article)
    path = path_of(decision.action, site, body)
    entry = decided(_entry(delivery, article, path, decision.action, now, services), found)
    return entry, with_relation(clean_record(article, body, delivery.source, site, decision, now), found)


def _superseded(delivery: Delivery, article: Article, mine: Body, services: Services) -> Outcome:
    """Take back what this delivery, or an earlier attempt at it, wrote; connect the newer text in its place."""
    written = {*mine.keys, *mine.former_keys}
    fingerprint = services.fingerprints.of(mine.title, mine.text, mine.language)
    touched = [link.other_id for link in related(mine.article_id, fingerprint, services)[0]]
    for _ in range(ATTEMPTS):
        held, newest = services.index.held(delivery.article_id)
        if newest is None:
            break  # beyond the look-back
        services.index.unpost(newest.article_id, sorted(written - set(newest.keys)))
        # Another worker may have posted one of them for the newer text just before we took it back.
        services.index.post(newest.article_id, newest.keys)
        written |= set(newest.keys)
        try:
            connect(newest, services, now=services.clock.now(), touched=touched)
        except NewerText:
            continue
        break
    else:
        raise _busy(delivery)
    _remove_own_record(delivery, article, mine, held, services)
    return Outcome("superseded", settle(delivery.article_id, services))


def _remove_own_record(
    delivery: Delivery, article: Article, mine: Body, held: Entry | None, services: Services
) -> None:
    decision = decide(article, services.policy)
    path = path_of(decision.action, _site(delivery, article), mine)
    if held is not None and path in {held.path, *held.former_paths}:
        return
    stored = services.clean.load(path)
    if stored is not None and stored.record["source"] == asdict(delivery.source):
        services.clean.remove(path, stored.tag)


def _entry(delivery: Delivery, article: Article, path: str, action: Action, now: str, services: Services) -> Entry:
    """Return the entry of an article that nothing is related to yet."""
    return Entry(
        article_id=delivery.article_id,
        order=delivery.order,
        source=delivery.source,
        path=path,
        url=article.url,
        site=_site(delivery, article),
        title=article.title,
        relation="unique",
        duplicate_of=None,
        cluster_id=delivery.article_id,
        similarity=0.0,
        action=action,
        ingested_at=now,
        versions=services.versions,
    )


def _site(delivery: Delivery, article: Article) -> str:
    return article.site or site_of(article.url, delivery.message.key)


def _busy(delivery: Delivery) -> TransientError:
    return TransientError(f"article {delivery.article_id}: others kept writing it in {ATTEMPTS} attempts")


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
