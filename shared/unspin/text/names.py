"""What the class names and ids of an element say about the text in it."""

import re
from collections.abc import Container, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unspin.model import Reason

Ints = NDArray[np.integer]

# A word, or two in a row written as one; the first of a reason's list that fits gives the reason.
_WORDS: dict[Reason, str] = {
    "comment_form": "comment comments commentlist commentform respond disqus coral discussion replies",
    "cookie_notice": "cookie cookies consent gdpr onetrust didomi cmp privacybanner",
    "newsletter": "newsletter newsletters subscribe subscription signup mailchimp mcembed optin",
    "share": "share shares sharing social addtoany sharedaddy addthis sharebar shareicons sharetools",
    "related_headlines": """
        related relateds recommend recommended recommendation recommendations readmore readnext readalso morefrom moreon
        morestories morenews mostread mostpopular popular trending teaser teasers outbrain taboola alsolike alsoread
        upnext latestnews latestposts latest recirc recirculation sidebar promo promos carousel suggested
    """,
    "advertisement": """
        ad ads adslot adunit advert adverts advertisement advertising sponsor sponsored sponsors dfp gpt paywall
    """,
    "author_bio": "authorbio authorbox authorinfo authorcard authordesc aboutauthor biography bio contributor",
    "caption": "caption captions figcaption imagecredit photocredit credit credits imagecaption",
    "byline": """
        byline bylines dateline postmeta entrymeta articlemeta metadata meta timestamp pubdate author authors date
    """,
    "navigation": """
        nav navbar navigation menu menus submenu breadcrumb breadcrumbs pagination pager skiplink siteheader masthead
        tag tags taglist tagcloud toc topics topicslist topbar header
    """,
    "legal": "footer copyright disclaimer colophon legal",
    "other": "modal popup tooltip hidden sronly screenreader visuallyhidden widget overlay print noprint",
}
_BODY = """
    articlebody articlecontent entrycontent postcontent storybody storycontent maincontent articletext bodycopy richtext
    postbody contentbody bodytext textbody singlecontent pagecontent paragraph
"""
_MAYBE = "article content body story post entry text main copy single prose wysiwyg paragraphs"
_MORE: dict[str, str] = {  # give no reason, but tell a model something
    "call": "cta button buttons btn calltoaction banner",
    "center": "center centered textcenter aligncenter",
    "box": """
        box boxed infobox infobar fact facts factbox factsbox faktaboks infokasten kasten callout inset note highlight
        highlights keypoint keypoints takeaways keytakeaways tldr bullets bulletpoints
    """,
    "embed": "tweet twittertweet twitter instagram instagrammedia embed embedded oembed tiktok",
    "video": "video player videoplayer gallery slideshow slide slider",
    "pull": "pullquote pull",
    "contents": "toc tableofcontents contents eztoc",
    "recipe": "recipe recipes ingredient ingredients instructions wprm tastyrecipes",
    "faq": "faq faqs",
    "notes": "footnote footnotes references reference citation citations bibliography",
}
_TAGS: dict[str, str] = {
    **dict.fromkeys(("nav", "menu"), "navigation"),
    **dict.fromkeys(("form", "button", "label", "fieldset"), "form"),
    **dict.fromkeys(("ul", "ol", "dl"), "list"),
    **dict.fromkeys(("summary", "details"), "details"),
    **{name: name for name in ("figure", "aside", "article", "main", "header", "table", "address", "section")},
    "footer": "legal",
    "figcaption": "caption",
    "blockquote": "quote",
}
_MARKUP = ("body", "maybe", "form", "figure", "aside", "article", "main", "header", "table", "list", "quote", "address",
           "section", "details", "hidden")  # fmt: skip
BITS: dict[str, int] = {name: 1 << at for at, name in enumerate((*_WORDS, *_MARKUP, *_MORE))}
REASON_BITS: tuple[tuple[Reason, int], ...] = tuple((reason, BITS[reason]) for reason in _WORDS)
_REASONS = sum(bits for _, bits in REASON_BITS)
_BEYOND = len(BITS)  # bits: there stand the reasons that are sure
_SAYS: dict[str, int] = {}
for _reason, _words in (*_WORDS.items(), ("body", _BODY), ("maybe", _MAYBE), *_MORE.items()):
    for _word in _words.split():
        _SAYS[_word] = _SAYS.get(_word, 0) | BITS[_reason]
# What is read out of names may still tell a model something; as the reason for a block to go it is no good where the
# words are letters of a hash ("element-2638ad0"), what builders of pages call every part of one, or ambiguous: whole
# sites begin their names with "cmp" (for component), and behind a paywall stands the article as often as the offer.
_HASH = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{5,}\b")
_NO_REASONS = frozenset((
    "cmp", "paywall", "elementorwidget", "wrapperwidget", "ckwidget", "overflowhidden", "labelhidden",
))  # fmt: skip
_TOLD = re.compile(r' (class|id|itemprop|role|data-component|data-testid|hidden|aria-hidden|style)="([^"]{0,300})')
_NUMBER = re.compile(r"\d+", re.ASCII)  # other digits are in no class name, and take twice as long to look for
_HIDDEN = re.compile(r"display: ?none|visibility: ?hidden")
_WORD = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*)")
_LONG_WORD = re.compile(r"[a-z]{2,}|[A-Z](?:[a-z]+|[A-Z]+)")  # single letters are none for sure


def said_by_element(tag: str, attributes: str) -> tuple[int, str]:
    """Return as bits what an element's tag and its attributes (as written in html) say, and its classes.

    Behind the bits of BITS stand those of the reasons once more, if they are sure.
    """
    found = BITS[_TAGS[tag]] if tag in _TAGS else 0
    found |= (found & _REASONS) << _BEYOND
    classes = ""
    for name, value in _TOLD.findall(" " + attributes) if attributes else ():
        if name == "style" or name.endswith("hidden"):
            found |= BITS["hidden"] if _hides(name, value) else 0
            continue
        if name == "class":
            classes = value
        for each in value.split():
            found |= _said_by_name(each)
    return found, _NUMBER.sub("0", classes) if classes else ""


def _hides(attribute: str, value: str) -> bool:
    match attribute:
        case "hidden":
            return True
        case "aria-hidden":
            return value == "true"
        case _:
            return _HIDDEN.search(value) is not None


def sure(flags: Ints) -> Ints:
    """Return *flags* of containers without the reasons that are not sure, and without what stands behind."""
    return known(flags & ~(_REASONS & ~(flags >> _BEYOND)))


def known(flags: Ints) -> Ints:
    """Return *flags* of containers as bits of BITS."""
    return flags & ((1 << _BEYOND) - 1)


@lru_cache(maxsize=32_768)  # sites share many of their names, more than they share elements
def _said_by_name(name: str) -> int:
    found = _said_by(_WORD.findall(name))
    reasons = found & _REASONS
    if not reasons:
        return found
    words = _LONG_WORD.findall(_HASH.sub(" ", name.replace("_", "-")))
    return found | (reasons & _said_by(words, _NO_REASONS)) << _BEYOND


def _said_by(words: Iterable[str], passed_over: Container[str] = ()) -> int:
    found, before = 0, ""
    for word in map(str.lower, words):
        both = before + word
        if word not in passed_over and both not in passed_over:
            found |= _SAYS.get(word, 0) | _SAYS.get(both, 0)
        before = word
    return found
