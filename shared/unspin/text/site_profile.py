"""What a site repeats across its articles, learnt from some of its pages: its own boilerplate, in whatever language.

A block counts once for all copies of one article. A page that has hardly any text of its own is itself a copy of
others, and does not count: the article that a whole site syndicates is no boilerplate of it. Nothing depends on the
order of the pages.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from unspin.model import Article, Removed
from unspin.text.selection import LEAST
from unspin.text.titles import plain

KEY_BYTES = 8
MOST_KEYS = 4_000  # of a profile: 32 KB, what a site with ten sidebars repeats
FEWEST_PAGES = 10  # a site with fewer has no profile: what repeats may be chance
_FEWEST = 4  # articles that a block stands in
_SHARE = 0.1  # of the articles, at least
_OWN = LEAST  # characters that a page must have for itself to count, and
_OWN_SHARE = 0.15  # the share of its text
_MOST_BLOCKS = 2_000  # of a page
_TITLED = 0.4  # of a title's longer words: a block that holds more of them is about this very article
_LONGER = 4  # letters


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """The blocks that a site repeats."""

    keys: frozenset[bytes] = frozenset()
    pages: int = 0  # that it was learnt from

    def holds(self, text: str) -> bool:
        """Say whether the site repeats *text*, but for case and punctuation."""
        return bool(self.keys) and key_of(text) in self.keys  # the empty key is never in


@dataclass(frozen=True, slots=True)
class SitePage:
    """The blocks of one page of a site."""

    article: str  # what the copies of one article have in common: the id of their cluster
    kept: Sequence[str]
    removed: Sequence[str] = ()


def key_of(text: str) -> bytes:
    """Return what stands for *text*: equal for texts of the same words, empty where there are none."""
    words = plain(text)
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=KEY_BYTES).digest() if words else b""


def without_repeated(article: Article, profile: SiteProfile) -> Article:
    """Return *article* without the blocks that its site repeats.

    A block that says what the title says stays: other pages of the site may quote it as a teaser. Where nothing worth
    a page would be left, the site repeats the article itself, and all of it stays.
    """
    repeated = {
        at for at, text in enumerate(article.blocks) if profile.holds(text) and not _is_told(text, article.title)
    }
    kept = tuple(text for at, text in enumerate(article.blocks) if at not in repeated)
    if not repeated or sum(map(len, kept)) < LEAST:
        return article
    removed = tuple(Removed(article.blocks[at], "repeated_on_site") for at in sorted(repeated))
    return replace(article, blocks=kept, removed=article.removed + removed)


def _is_told(text: str, title: str) -> bool:
    words = {word for word in plain(title).split() if len(word) >= _LONGER}
    return len(words.intersection(plain(text).split())) > _TITLED * len(words)


def learn(pages: Iterable[SitePage]) -> SiteProfile:
    """Return what *pages*, all of one site, repeat; nothing where they tell of fewer than ten articles."""
    known = [_Keyed(page) for page in pages]
    repeated = _repeated(known)
    counted = [page for page in known if page.has_own(repeated)]
    keys = _repeated(counted)
    return SiteProfile(frozenset(keys), len({page.article for page in counted})) if keys else SiteProfile()


class _Keyed:
    """A page whose blocks are keys."""

    def __init__(self, page: SitePage) -> None:
        self.article = page.article
        self.kept = [(key_of(text), len(text)) for text in page.kept[:_MOST_BLOCKS]]
        removed = {key_of(text) for text in page.removed[:_MOST_BLOCKS]}
        self.keys = ({key for key, _ in self.kept} | removed) - {b""}

    def has_own(self, repeated: frozenset[bytes]) -> bool:
        """Say whether the page keeps text that no other has."""
        own = sum(length for key, length in self.kept if key not in repeated)
        return own >= max(_OWN, _OWN_SHARE * sum(length for _, length in self.kept))


def _repeated(pages: Sequence[_Keyed]) -> frozenset[bytes]:
    """Return the keys that stand in many articles: those in most of them, where they are too many."""
    articles: dict[str, set[bytes]] = {}
    for page in pages:
        articles.setdefault(page.article, set()).update(page.keys)
    if len(articles) < FEWEST_PAGES:
        return frozenset()
    counts = Counter(key for keys in articles.values() for key in keys)
    least = max(_FEWEST, _SHARE * len(articles))
    found = sorted((-count, key) for key, count in counts.items() if count >= least)
    return frozenset(key for _, key in found[:MOST_KEYS])
