"""What is about to be stored of an article: its text redacted, its decision, its body for others to compare with."""

import hashlib
from dataclasses import astuple, dataclass, replace

from unspin.messages import ArticleStored
from unspin.model import Article, Decision, Page, Source
from unspin.moderation.beside import decide_both
from unspin.moderation.decision import decide
from unspin.moderation.reading import Context
from unspin.moderation.redaction import redacted
from unspin.pipeline.decide import rules_of
from unspin.pipeline.identity import article_id, url_keys
from unspin.pipeline.record import path_of
from unspin.pipeline.services import COMPARED_CHARACTERS, Services
from unspin.stored import Body, Entry, Known, Ruling
from unspin.text.sites import site_of

# Postings of earlier texts that are taken back once more with each new text: of the last ten or twenty. Of a page that
# changes all day, all of them would fill the item (30 bytes each, 409,600 at most), and each text would cost more.
FORMER_KEYS = 200


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


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be stored of a delivery."""

    delivery: Delivery
    article: Article  # redacted
    decision: Decision
    shadow: Decision | None  # what the draft policy would have decided, where there is one
    site: str
    body: Body
    text_digest: str  # before anything was redacted
    is_new: bool  # nobody has begun to take the article in before
    is_blank: bool  # and nothing is left of it from before it was taken down


def delivered(message: ArticleStored, page: Page, object_sha256: str) -> Delivery:
    """Return the delivery of *page*, an object's only one or a line of it."""
    sha256 = object_sha256 if page.line is None else _sha256_of(page)
    source = Source(message.bucket, message.key, message.version, sha256, page.line)
    return Delivery(message, page, source, article_id(message, page))


def site_of_delivery(delivery: Delivery, article: Article) -> str:
    """Return the site that *article* belongs to: by its address, else by where it was dropped."""
    return article.site or site_of(article.url, delivery.message.key)


def drafted(delivery: Delivery, article: Article, known: Known, services: Services) -> Draft:
    """Decide before anything is stored, in the index too: what is redacted is nowhere."""
    held, before = known.entry, known.body
    site = site_of_delivery(delivery, article)
    decision, shadow = _decided(replace(article, site=site), services)
    shown = redacted(article, decision)
    body = _body(delivery, shown, held, before, services)
    body = replace(body, site=site, kept_until=services.kept_until(site), path=path_of(decision.action, site, body))
    is_new = held is None and before is None
    return Draft(
        delivery, shown, decision, shadow, site, body, _digest(article), is_new=is_new, is_blank=known.is_blank
    )


def _decided(article: Article, services: Services) -> tuple[Decision, Decision | None]:
    context = Context(now=services.clock.now())
    if services.draft is None:
        return decide(article, services.policy, context), None
    return decide_both(article, services.policy, services.draft, context)


def _body(delivery: Delivery, article: Article, held: Entry | None, before: Body | None, services: Services) -> Body:
    fingerprint = services.fingerprints.of(article.title, article.text, article.language)
    keys = (*services.keys_of(fingerprint), *url_keys(delivery.page, article.url))
    earlier = dict.fromkeys((*before.keys, *before.former_keys)) if before else {}
    former = [key for key in earlier if key not in keys]  # of the last text first
    return Body(
        article_id=delivery.article_id,
        order=delivery.order,
        title=article.title,
        text=article.text[:COMPARED_CHARACTERS],
        language=article.language,
        published_at=article.published_at,
        first_seen=_first_seen(delivery, held, before, services),
        keys=keys,
        former_keys=tuple(former[:FORMER_KEYS]),
        edition=_edition(delivery, keys, before),
    )


def _edition(delivery: Delivery, keys: tuple[str, ...], before: Body | None) -> int:
    """The same text with other keys is another edition: who removes the one it read does not remove this one."""
    if before is None or before.order != delivery.order:
        return 0
    return before.edition + (keys != before.keys)


def _first_seen(delivery: Delivery, held: Entry | None, before: Body | None, services: Services) -> str:
    if before is not None:
        return before.first_seen
    if held is not None:
        return held.ingested_at
    # The event's own time: two deliveries of it agree on that.
    return delivery.message.event_time or services.clock.now()


def entry_of(draft: Draft, held: Entry | None, now: str, services: Services) -> Entry:
    """Return the entry of an article that nothing is related to yet, in the place of the one that is *held*."""
    delivery = draft.delivery
    return Entry(
        article_id=delivery.article_id,
        order=delivery.order,
        source=delivery.source,
        path=draft.body.path,
        url=draft.article.url,
        site=draft.site,
        title=draft.article.title,
        relation="unique",
        duplicate_of=None,
        cluster_id=delivery.article_id,
        similarity=0.0,
        action=draft.decision.action,
        text_action=draft.decision.action,
        ingested_at=now,
        versions=services.versions,
        rules=rules_of(draft.decision),
        text_digest=draft.text_digest,
        rulings=_standing(draft, held),
        held_since=held.held_since if held else None,
    )


def _standing(draft: Draft, held: Entry | None) -> tuple[Ruling, ...]:
    """What people decided stands for the same source, and for another one with the same text: a page seen again."""
    ruling = held.ruling if held else None
    if held is None or ruling is None:
        return ()
    is_same = ruling.sha256 == draft.delivery.source.sha256 or ruling.text_digest == draft.text_digest
    return held.rulings if is_same else ()


def _digest(article: Article) -> str:
    text = f"{article.title}\n{article.text}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _sha256_of(page: Page) -> str:
    """Its line is where it stands, not what it says."""
    content = repr(astuple(replace(page, line=None)))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
