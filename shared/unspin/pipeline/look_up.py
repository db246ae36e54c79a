"""Find what the index holds of a URL, a text or a file, without taking it in."""

from collections.abc import Iterator

from unspin.errors import UnreadableInput
from unspin.model import Page
from unspin.pipeline.answers import Found, Match
from unspin.pipeline.charset import expect_utf_8
from unspin.pipeline.identity import id_of_url, url_key
from unspin.pipeline.present import present
from unspin.pipeline.record import evidence_of
from unspin.pipeline.relate import related, strength
from unspin.pipeline.services import COMPARED_CHARACTERS, Services
from unspin.pipeline.serving import as_served
from unspin.stored import Entry, Link
from unspin.text.cleaning import clean
from unspin.text.reading import read

FILE_LIMIT = 10_000_000  # bytes
NAMED = 10  # of the articles of a URL, those whose relations are looked at: copies may all name their original's
MATCHES = 50  # related to them that are told of: with their evidence they hold 2,500,000 bytes at worst


def find_url(url: str, services: Services) -> Found:
    """Return the articles that came from *url*, or whose pages name it as theirs, and those most related to them."""
    own = [id_of_url(url), *sorted(services.index.candidates([url_key(url)]))]
    known = present(own, services)
    named = [name for name in own if name in known]
    links = {link.other_id: link for name in named[:NAMED] for link in services.index.links(name)}
    strongest = sorted((link for link in links.values() if link.other_id not in known), key=strength)[:MATCHES]
    others = present((link.other_id for link in strongest), services)
    return Found([*(_match(known[name], None) for name in named), *_matches(strongest, others)])


def find_text(text: str, services: Services) -> Found:
    """Return the articles that *text* is related to.

    A text too short to be told from boilerplate is looked up as it is.

    Raises:
        UnreadableInput: There is no word in it.
    """
    article = clean(Page("text", text))
    if article.blocks:
        return _found(article.title, article.text, article.language, services)
    if not text.strip():
        raise UnreadableInput("empty", "the text is empty: expected some words of an article")
    return _found("", text, article.language, services)


def find_file(data: bytes, name: str, services: Services) -> Found:
    """Return the articles that the first article in a file is related to.

    Raises:
        UnreadableInput: It cannot be read, or there is no article in it.
    """
    expect_utf_8(data, name)
    page = next(iter(read(data, name=name, limit=FILE_LIMIT)), None)
    if not isinstance(page, Page):
        reason, message = (page.reason, page.message) if page else ("empty", "there is no record in it")
        raise UnreadableInput(reason, f"{name}: {message}")
    article = clean(page)
    if not article.blocks:
        raise UnreadableInput("no_article", f"{name}: no article is left after the boilerplate was removed")
    return _found(article.title, article.text, article.language, services)


def _found(title: str, text: str, language: str, services: Services) -> Found:
    services = as_served(services, claims=False)
    mine = services.fingerprints.of(title, text[:COMPARED_CHARACTERS], language)
    links, _ = related("", mine, services)
    return Found(list(_matches(links, present((link.other_id for link in links), services))))


def _matches(links: list[Link], entries: dict[str, Entry]) -> Iterator[Match]:
    # One that is being written at this moment has no entry yet.
    return (_match(entries[link.other_id], link) for link in links if link.other_id in entries)


def _match(entry: Entry, link: Link | None) -> Match:
    return Match(
        article_id=entry.article_id,
        title=entry.title,
        url=entry.url,
        site=entry.site,
        relation=link.comparison.relation if link else "exact",
        similarity=link.comparison.similarity if link else 1.0,
        cluster_id=entry.cluster_id,
        evidence=evidence_of(link) if link else None,
    )
