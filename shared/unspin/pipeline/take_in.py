"""Take one article in, whatever happened to it before, and whoever else is at it.

The order of the writes makes every one of them safe to repeat, and lets two workers that hold twins see each other:
body, postings, then the look-up; links, cluster; record, entry last. Whoever is cut off before the entry does all of
it again, with the same result. docs/architecture.md argues why.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from unspin.errors import TransientError, UnreadableInput
from unspin.messages import ArticleStored
from unspin.model import Article, Page
from unspin.pipeline.commit import commit, commit_first, sweep
from unspin.pipeline.connect import Connected, NewerText, connect
from unspin.pipeline.decide import decision_as, entry_as
from unspin.pipeline.draft import Delivery, Draft, delivered, drafted, entry_of, site_of_delivery
from unspin.pipeline.join import cluster_of, find_cluster
from unspin.pipeline.park import park_object, park_page
from unspin.pipeline.record import clean_record, paths_for, with_relation
from unspin.pipeline.relate import nearest, related
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle, settle_others
from unspin.pipeline.take_down import forget
from unspin.pipeline.verdict import links_that_stand, those_that_stand, verdict
from unspin.stored import Body, Cluster, Entry, Link, Parked
from unspin.text.cleaning import clean
from unspin.text.site_profile import without_repeated

ATTEMPTS = 10  # while others write the same article
SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: stored, parked, known, older than what is held, or taken down before.

    ``handed_back`` tells of an object, or the rest of one, that went back to the queue since time ran out.
    """

    kind: Literal["stored", "known", "superseded", "withdrawn", "parked", "handed_back"]
    entry: Entry | None = None
    parked: Parked | None = None


def take_in(message: ArticleStored, page: Page, object_sha256: str, services: Services) -> Outcome:
    """Take in the article on *page*; repeating it changes nothing.

    Raises:
        TransientError: An adapter failed, or others keep writing the same; deliver again.
    """
    delivery = delivered(message, page, object_sha256)
    for _ in range(ATTEMPTS):
        outcome = _taken_in(delivery, services)
        if outcome is not None:
            return outcome
    raise _busy(delivery)


def _taken_in(delivery: Delivery, services: Services) -> Outcome | None:
    """Return None where somebody else replaced the text that ours was to replace."""
    known = services.index.known(delivery.article_id)
    held, body = known.entry, known.body
    if held is not None and held.withdrawn is not None:
        return _withdrawn(held, delivery, services, linked=_perhaps_linked(held, delivery, services))
    is_being_updated = held is not None and body is not None and body.order > held.order
    if held is not None and not is_being_updated and _is_done(held, delivery, services):
        return _known(delivery, held, body, services)
    article = _cleaned(delivery, services)
    if not article.blocks:
        return _without_article(delivery, services)
    draft = drafted(delivery, article, known, services)
    if any(each is not None and each.order > delivery.order for each in (held, body)):
        return _superseded(draft, services)
    if not services.index.put_body(draft.body, body):
        return None
    services.index.unpost(delivery.article_id, draft.body.former_keys)
    services.index.post(delivery.article_id, services.postings_of(draft.body), kept_until=draft.body.kept_until)
    try:
        connected = connect(draft.body, services, now=services.clock.now(), is_blank=draft.is_blank)
    except NewerText as newer:
        return _superseded(draft, services, newer.linked)
    return _committed(draft, connected, services)


def _cleaned(delivery: Delivery, services: Services) -> Article:
    article = clean(delivery.page)
    profile = services.known_sites.of(site_of_delivery(delivery, article), services.index, services.clock.now())
    return without_repeated(article, profile)


def _is_done(held: Entry, delivery: Delivery, services: Services) -> bool:
    return not held.pending and (held.source.sha256, held.versions) == (delivery.source.sha256, services.versions)


def _known(delivery: Delivery, held: Entry, body: Body | None, services: Services) -> Outcome | None:
    """The same content, dropped again, is the newest word on the article; nothing else follows from it.

    The same event, delivered again, may be that of a worker that died over it: connecting the article again repairs
    what it left.
    """
    if body is None:  # beyond the look-back, or read before another worker wrote it
        body = services.index.bodies([held.article_id]).get(held.article_id)
    if held.order < delivery.order:
        if body is not None and body.order < delivery.order:
            before, body = body, replace(body, order=delivery.order)
            if not services.index.put_body(body, before):
                return None
        newest = replace(held, order=delivery.order, revision=held.revision + 1)
        return Outcome("known", newest) if services.index.put_entry(newest) else None
    if body is not None:
        try:
            connect(body, services, now=services.clock.now())
        except NewerText:
            return None
    return _done(held, delivery, services)


def _done(held: Entry, delivery: Delivery, services: Services) -> Outcome | None:
    """Repair what an earlier delivery left that died: records at places where they are not wanted any more."""
    settled = settle(held.article_id, services)
    if settled is not None and settled.withdrawn is not None:
        return _withdrawn(settled, delivery, services)
    cluster = find_cluster(held.article_id, services.index)
    members = [member.article_id for member in cluster.members] if cluster else []
    for entry in services.index.entries({held.article_id, *members}).values():
        # Only what was written more than once may have moved.
        if entry.revision > 1 or entry.article_id == held.article_id:
            sweep(entry, paths_for(entry.path) - {*entry.former_paths}, services)
    return Outcome("known", settled)


def _committed(draft: Draft, connected: Connected, services: Services) -> Outcome | None:
    """Write record and entry; of workers that are at the same article, the newest delivery's has the last word."""
    delivery = draft.delivery
    for attempt in range(ATTEMPTS):
        is_first = draft.is_new and attempt == 0
        is_blank = draft.is_blank and attempt == 0  # if somebody came before, the entry is refused
        held = None if is_blank else services.index.entries([delivery.article_id]).get(delivery.article_id)
        if held is not None and held.withdrawn is not None:
            return _withdrawn(held, delivery, services)
        if held is not None and held.order > delivery.order:
            return _superseded(draft, services)
        if held is not None and held.order == delivery.order and _is_done(held, delivery, services):
            return _done(held, delivery, services)
        entry, record = _entry_and_record(draft, held, connected if attempt == 0 else None, services)
        is_stored = (
            commit_first(entry, record, services)
            if is_first
            else commit(held, entry, lambda _, record=record: record, services, former=paths_for(entry.path))  # type: ignore[misc]
        )
        if is_stored:
            settled = settle(delivery.article_id, services, written=entry if is_blank else None) or entry
            return Outcome("stored" if settled.withdrawn is None else "withdrawn", settled)
    raise _busy(delivery)


def _standing(draft: Draft, connected: Connected | None, services: Services) -> tuple[Cluster, list[Link]]:
    """Return the cluster of an article, whose others are brought up to date, and its links."""
    standing, index = draft.body.standing, services.index
    if connected is None:
        cluster, links = cluster_of(standing, index), index.links(standing.article_id)
    else:
        cluster, links = connected.cluster, [*connected.held]
    entries = settle_others(cluster, standing.article_id, services, beside=[link.other_id for link in links])
    if entries is None:
        return cluster_of(standing, index), links_that_stand(standing.article_id, services)
    return cluster, those_that_stand(standing.article_id, links, entries, services)


def _entry_and_record(
    draft: Draft, held: Entry | None, connected: Connected | None, services: Services
) -> tuple[Entry, dict[str, Any]]:
    """Return the entry and the record of an article that is connected."""
    delivery, body = draft.delivery, draft.body
    cluster, links = _standing(draft, connected, services)
    is_update = held is not None and (held.order < delivery.order or held.relation == "update")
    found = verdict(body.article_id, cluster, links, is_update=is_update, held=None if is_update else held)
    now = services.clock.now()
    fingerprint = services.fingerprints.of(body.title, body.text, body.language)
    record = clean_record(
        draft.article,
        body.article_id,
        fingerprint.signatures,
        delivery.source,
        draft.site,
        draft.decision,
        ingested_at=now,
        index_version=services.fingerprints.scheme.version,
    )
    article = replace(draft.article, site=draft.site)
    decision = decision_as(draft.decision, article, found, services.policy)
    shadow = decision_as(draft.shadow, article, found, services.draft) if draft.shadow and services.draft else None
    entry = entry_as(entry_of(draft, held, now, services), found, decision, now, shadow)
    shadow_text = draft.shadow.action if draft.shadow else None
    return entry, with_relation(record, found, decision, entry.ruling, shadow, shadow_text)


def _superseded(draft: Draft, services: Services, linked: Iterable[str] = ()) -> Outcome | None:
    """Take back what this delivery, or an earlier attempt at it, wrote; connect the newer text in its place."""
    mine, article_id = draft.body, draft.body.article_id
    written = {*mine.keys, *mine.former_keys}
    fingerprint = services.fingerprints.of(mine.title, mine.text, mine.language)
    touched = sorted({*linked, *(link.other_id for link in related(article_id, fingerprint, services)[0])})
    for _ in range(ATTEMPTS):
        held, newest = services.index.held(article_id)
        if newest is None:
            break  # beyond the look-back
        services.index.unpost(article_id, sorted(written - set(newest.keys)))
        # We may have posted the older text under keys that both have, or taken back what was posted just before.
        services.index.post(article_id, services.postings_of(newest), kept_until=newest.kept_until)
        written |= set(newest.keys)
        try:
            connect(newest, services, now=services.clock.now(), touched=touched)
        except NewerText:
            continue
        break
    else:
        raise _busy(draft.delivery)
    if held is not None:
        sweep(held, paths_for(draft.body.path) - {*held.former_paths}, services)
    settled = settle(article_id, services)
    if settled is not None and settled.withdrawn is not None:
        return _withdrawn(settled, draft.delivery, services, linked=touched)
    return Outcome("superseded", settled)


def _withdrawn(held: Entry, delivery: Delivery, services: Services, *, linked: Collection[str] = ()) -> Outcome | None:
    """The article was taken down: nothing brings it back, but its tombstone names what came last.

    What we wrote of it meanwhile goes, or what a worker wrote that died since.
    """
    if held.order < delivery.order:
        newest = replace(held, order=delivery.order, source=delivery.source, revision=held.revision + 1)
        if not services.index.put_entry(newest):
            return None
        held = newest
    return Outcome("withdrawn", forget(held, services, linked=linked) if held.pending or linked else held)


def _perhaps_linked(held: Entry, delivery: Delivery, services: Services) -> list[str]:
    """Return with whom a worker may have linked an article that was taken down meanwhile, before it died.

    It writes the article's own side of a link first. If others saw that the text was gone and took the link back, the
    other side may have come after, and nothing that is stored of the article names it.
    """
    article = _cleaned(delivery, services) if held.pending else None
    if article is None or not article.blocks:
        return []
    fingerprint = services.fingerprints.of(article.title, article.text, article.language)
    return nearest(delivery.article_id, fingerprint, services.index)


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
