"""What makes two deliveries the same article, or the same parked input."""

import hashlib

from unspin.messages import ArticleStored
from unspin.model import Page
from unspin.text.sites import canonical_url


def article_id(message: ArticleStored, page: Page) -> str:
    """Return the id of the article on *page*: 20 hex digits.

    The same URL, wherever it was dropped, is the same article; without one, it is the record's own id within its
    object, or its line there, or the object itself.
    """
    if page.url:
        return id_of_url(page.url)
    return _id_of_place(message.bucket, message.key, page.id or page.line)


def id_of_object(bucket: str, key: str) -> str:
    """Return the id of the article that an object is, if it is one: an .html or .txt."""
    return _id_of_place(bucket, key, None)


def id_of_url(url: str) -> str:
    """Return the id of the article that *url* leads to."""
    return _digest("url", canonical_url(url))


def url_keys(page: Page, url: str | None) -> tuple[str, ...]:
    """Return the posting by which an article is found by the URL that its own page names.

    None is needed where the URL came with the record: the article's id is made of it. What a page says of itself is
    no identity, since copies often carry the original's canonical link.
    """
    return () if page.url or not url else (url_key(url),)


def url_key(url: str) -> str:
    """Return the posting of pages that name *url* as theirs."""
    return f"url#{id_of_url(url)}"


def parked_id(bucket: str, key: str, line: int | None) -> str:
    """Return the id of what could not be read: an object, or one line of it."""
    return f"parked-{_id_of_place(bucket, key, line)}"


def _id_of_place(bucket: str, key: str, part: str | int | None) -> str:
    return _digest("object", bucket, key, "" if part is None else repr(part))


def _digest(*parts: str) -> str:
    # The separator cannot be part of a key or a URL.
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
