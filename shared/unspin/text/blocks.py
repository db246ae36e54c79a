"""One model of a page, for html and for text dumps: blocks of text in order."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from unspin.model import Reason

Kind = Literal["paragraph", "heading", "item", "quote", "caption", "control"]

_SKIPPED = frozenset(
    """
    script style noscript template svg iframe frame object embed canvas audio video select option
    textarea head math map datalist dialog
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt
    ruby s samp small span strike strong sub sup time tt u var wbr img input meta link button
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_REASON_OF_TAG: dict[str, Reason] = {
    "nav": "navigation",
    "menu": "navigation",
    "footer": "legal",
    "form": "other",
    "figcaption": "caption",
    "button": "other",
}
_NAMES: tuple[tuple[Reason, str], ...] = (
    (
        "comment_form",
        (
            r"comments?(?:$|[\s_-])|commentlist|comment-?(?:form|respond|area)|disqus|respond\b|"
            r"coral"
        ),
    ),
    ("cookie_notice", r"cookie|consent|gdpr|onetrust|didomi|cmp[-_]"),
    (
        "newsletter",
        r"newsletter|subscri(?:be|ption)-?(?:box|form|widget)|sign-?up|mailchimp|mc_embed",
    ),
    ("share", r"shar(?:e|ing)(?:$|[\s_-])|social|addtoany|sharedaddy|addthis"),
    (
        "related_headlines",
        (
            r"relate(?:d|s)|recommend|read-?(?:more|next|also)|more-?(?:from|on|stories|news)|"
            r"most-?(?:read|popular)|popular|trending|teaser|outbrain|taboola|also-?(?:like|read)|"
            r"up-?next|latest-?(?:news|posts)|recirc|sidebar|promo(?:$|[\s_-])"
        ),
    ),
    ("advertisement", r"ads?(?:$|[\s_-])|advert|sponsor|banner-?ad|dfp|paywall"),
    ("author_bio", r"author-?(?:bio|box|info|card|desc)|about-?(?:the-)?author|biography"),
    ("caption", r"caption|wp-caption|image-?credit|photo-?credit"),
    (
        "byline",
        r"byline|dateline|post-?meta|entry-?meta|article-?meta|meta-?data|timestamp|pub-?date",
    ),
    (
        "navigation",
        (
            r"nav(?:bar|igation)?(?:$|[\s_-])|menu|breadcrumb|pagination|skip-?link|site-?header|"
            r"masthead|tags?(?:$|[\s_-])|tag-?(?:list|cloud)|toc(?:$|[\s_-])|topics?-?list"
        ),
    ),
    ("legal", r"footer|copyright|disclaimer|colophon"),
    ("other", r"modal|popup|tooltip|hidden|sr-only|screen-reader|visually-hidden|widget"),
)
_REASON_OF_NAME: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(rf"(?:^|[\s_-])(?:{names})", re.IGNORECASE)) for reason, names in _NAMES
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_DEPTH = 400  # deeper levels are read as one: no page that people wrote goes there
_MAX_BLOCKS = 20_000
_MAX_BLOCK = 200_000  # characters
_LONG = 80  # characters of a block that counts as text here
_MOST_OF_OTHERS = 0.25
_MOST: dict[Reason, float] = {
    "comment_form": 0.7,
    "cookie_notice": 0.9,
    "related_headlines": 0.4,
    "legal": 0.25,
}
# The share of the page's text above which a name says nothing: comments may hold most of it.
_NAMED = frozenset(
    ("div", "section", "aside", "ul", "ol", "p", "header", "figure", "table", "li", "article", "dl")
)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between two borders."""

    text: str
    kind: Kind = "paragraph"
    link_density: float = 0.0  # share of the characters that are link text
    hint: Reason | None = None  # what the markup around it says it is
    level: int = 0  # of a heading
    gap: bool = False  # a blank line comes before it: text dumps only


def of_text(content: str) -> list[Block]:
    """Return the lines of a text dump."""
    blocks: list[Block] = []
    gap = False
    for line in content.splitlines():
        text = " ".join(line.split())
        if text:
            blocks.append(Block(text[:_MAX_BLOCK], gap=gap))
        gap = not text
        if len(blocks) >= _MAX_BLOCKS:
            break
    return blocks


def of_html(tree: LexborHTMLParser) -> list[Block]:
    """Return the blocks of a parsed page. The walk keeps no call stack: depth costs nothing."""
    walk = _Walk()
    root = tree.body
    if root is None:
        return []
    node: LexborNode | None = root
    depth = 0
    while node is not None and len(walk.blocks) < _MAX_BLOCKS:
        inside = node.first_child if walk.enter(node, depth) else None
        if inside is not None:
            node, depth = inside, depth + 1
            continue
        while node is not None:
            walk.leave(node, depth)
            if node.mem_id == root.mem_id:
                node = None
                break
            following = node.next
            if following is not None:
                node = following
                break
            node, depth = node.parent, depth - 1
    walk.flush()
    return walk.hinted()


class _Walk:
    """The state of one walk over a page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._in_link = 0
        self._hints: list[
            tuple[int, int, Reason]
        ] = []  # depth, number, reason: of the open elements that give one
        self._around: list[tuple[tuple[int, int, Reason], ...]] = []  # of each block
        self._numbered = 0
        self._kinds: list[tuple[int, Kind, int]] = []

    def enter(self, node: LexborNode, depth: int) -> bool:
        """Take in what begins here; return whether to go inside."""
        if node.is_text_node:
            self._add(node.text_content or "")
            return False
        tag = node.tag or ""
        if not node.is_element_node or tag in _SKIPPED:
            return False
        if tag == "a":
            self._in_link += 1
        if tag in _INLINE:
            return True
        if tag == "br":
            self._parts.append("\n")
            return True
        self.flush()
        if depth > _MAX_DEPTH:
            return True
        return self._open(node, tag, depth)

    def _open(self, node: LexborNode, tag: str, depth: int) -> bool:
        hint = _REASON_OF_TAG.get(tag)
        if hint is None and tag in _NAMED:
            attributes = node.attributes
            if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
                return False
            hint = _hint(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
        if hint is None and tag == "aside":
            hint = "related_headlines"
        if hint is not None:
            self._numbered += 1
            self._hints.append((depth, self._numbered, hint))
        kind, level = _kind(tag)
        if kind is not None:
            self._kinds.append((depth, kind, level))
        return True

    def leave(self, node: LexborNode, depth: int) -> None:
        """Close what ends here."""
        if not node.is_element_node:
            return
        tag = node.tag or ""
        if tag == "a":
            self._in_link = max(0, self._in_link - 1)
        if tag in _INLINE or tag == "br" or tag in _SKIPPED:
            return
        self.flush()
        while self._hints and self._hints[-1][0] >= depth:
            self._hints.pop()
        while self._kinds and self._kinds[-1][0] >= depth:
            self._kinds.pop()

    def _add(self, text: str) -> None:
        self._parts.append(text.replace("\n", " "))
        if self._in_link:
            self._linked += len(text.strip())

    def flush(self) -> None:
        """Turn what was collected into blocks; an empty line between two lines is a border."""
        if not self._parts:
            return
        whole = "".join(self._parts)
        if whole and not whole.isspace():
            size = max(1, len(whole.strip()))
            kind, level = self._kinds[-1][1:] if self._kinds else ("paragraph", 0)
            density = min(1.0, self._linked / size)
            for part in re.split(r"\n\s*\n", whole):
                text = " ".join(part.split())[:_MAX_BLOCK]
                if text:
                    self.blocks.append(Block(text, kind, density, None, level))
                    self._around.append(tuple(self._hints))
        self._parts.clear()
        self._linked = 0

    def hinted(self) -> list[Block]:
        """Return the blocks with what the markup says; an element around most of the text says nothing."""
        sizes: dict[int, int] = {}
        total = 0
        for block, around in zip(self.blocks, self._around, strict=True):
            if len(block.text) >= _LONG and block.link_density < 0.3:
                total += len(block.text)
                for _, number, _ in around:
                    sizes[number] = sizes.get(number, 0) + len(block.text)
        result = []
        for block, around in zip(self.blocks, self._around, strict=True):
            hint = next(
                (why for _, at, why in around if sizes.get(at, 0) <= _MOST.get(why, _MOST_OF_OTHERS) * total),
                None,
            )
            result.append(replace(block, hint=hint) if hint else block)
        return result


def _kind(tag: str) -> tuple[Kind | None, int]:
    if tag in _HEADINGS:
        return "heading", int(tag[1])
    kinds: dict[str, Kind] = {"li": "item", "blockquote": "quote", "figcaption": "caption"}
    return kinds.get(tag), 0


@lru_cache(maxsize=8192)
def _hint(names: str) -> Reason | None:
    if len(names) < 3:
        return None
    return _hint_of(names[:300])


def _hint_of(names: str) -> Reason | None:
    for reason, pattern in _REASON_OF_NAME:
        if pattern.search(names):
            # A whole page is often marked as having or lacking something: that says nothing about its text.
            return (
                None
                if re.search(r"article-?body|entry-?content|post-?content|story-?body|main-?content", names)
                else reason
            )
    return None
