"""What the class names and ids of an element say about the text in it."""

import re
from functools import lru_cache

from unspin.model import Reason

# A word, or two in a row written as one; the first of a reason's list that fits gives the reason.
_WORDS: dict[Reason, str] = {
    "comment_form": "comment comments commentlist commentform respond disqus coral discussion replies",
    "cookie_notice": """
        cookie cookies cookiebar cookiebanner cookiebot cookielaw consent gdpr onetrust didomi cmpbox usercentrics
        trustarc privacybanner
    """,
    "newsletter": "newsletter newsletters subscribe subscription signup mailchimp mcembed optin",
    "share": "share shares sharing social addtoany sharedaddy addthis sharebar shareicons sharetools",
    "related_headlines": """
        related relateds recommend recommended recommendation recommendations readmore readnext readalso morefrom moreon
        morestories morenews mostread mostpopular popular trending teaser teasers outbrain taboola alsolike alsoread
        upnext latestnews latestposts latest recirc recirculation sidebar promo promos carousel suggested
    """,
    "advertisement": """
        ad ads adslot adunit advert adverts advertisement advertising sponsor sponsored sponsors dfp gpt
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
    "wall": "paywall regwall",  # around what is paid for: as often the article as the offer
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
_SAYS: dict[str, int] = {}
for _reason, _words in (*_WORDS.items(), ("body", _BODY), ("maybe", _MAYBE), *_MORE.items()):
    for _word in _words.split():
        _SAYS[_word] = _SAYS.get(_word, 0) | BITS[_reason]
# A word with the one before it that means something else: what builders of pages call every part of one.
_NOT = frozenset((
    "elementorwidget", "wrapperwidget", "ckwidget", "overflowhidden", "xhidden", "yhidden", "labelhidden",
))  # fmt: skip
# A hash, whose letters are no words ("element-2638ad0").
_HASH = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{5,}\b")
_TOLD = re.compile(r' (class|id|itemprop|role|data-component|data-testid|hidden|aria-hidden|style)="([^"]{0,300})')
_NUMBER = re.compile(r"\d+", re.ASCII)  # other digits are in no class name, and take twice as long to look for
_HIDDEN = re.compile(r"display: ?none|visibility: ?hidden")
_WORD = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*)")


def said_by_element(tag: str, attributes: str) -> tuple[int, str]:
    """Return as bits what an element's tag and its attributes (as written in html) say, and its classes."""
    found = BITS[_TAGS[tag]] if tag in _TAGS else 0
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


@lru_cache(maxsize=32_768)  # sites share many of their names, more than they share elements
def _said_by_name(name: str) -> int:
    found, before = 0, ""
    if _NUMBER.search(name):
        name = _HASH.sub(" ", name.replace("_", "-"))
    for part in _WORD.findall(name):
        word = part.lower()
        both = before + word
        if both not in _NOT:
            found |= _SAYS.get(word, 0)
            if len(word) > 1 and len(both) > len(word) + 1:
                found |= _SAYS.get(both, 0)
        before = word
    return found
