"""The text of an article that stands in a page's scripts only, for a browser to write."""

import json
import re
from collections.abc import Iterator

from unspin.text.characters import count_wide
from unspin.text.layout import Layout, of_text

_OPENED = re.compile(r"<script\b[^>]{0,500}>", re.IGNORECASE)
_CLOSED = re.compile(r"</script", re.IGNORECASE)
_STRING = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_NAMES = "articleBody|articleText|bodyHtml|bodyText|body|contentHtml|contentHTML|content|fullText|html|story|text"
_TEXT = re.compile(rf'"(?:{_NAMES})"\s*:\s*{_STRING}', re.DOTALL)
_QUOTED = re.compile(rf"(?:\.push\(\[\d+,|JSON\.parse\()\s*{_STRING}", re.DOTALL)  # JSON, itself written as a string
_MOST = 4_000_000  # characters of scripts that are looked at
_SHORTEST = 200  # characters of a text
_MOST_TEXTS = 3
_LONGEST_WORD = 40  # letters, on average
_MARKUP = re.compile(r"<(?:p|br|div|h\d|li)\b", re.IGNORECASE)


def texts(html: str) -> Iterator[str]:
    """Yield the longest texts that the scripts of *html* hold under a name that says so, the longest first."""
    source = "\n".join(_scripts(html))[:_MOST]
    within = "".join(_once(each) for each in _QUOTED.findall(source))
    found = {each for each in (*_TEXT.findall(source), *_TEXT.findall(within)) if _is_text(each)}
    for written in sorted(found, key=lambda each: (-len(each), each))[:_MOST_TEXTS]:
        yield _once(written)


def _scripts(html: str) -> Iterator[str]:
    """Yield what stands in the scripts of *html*; each character is looked at once, however many are left open."""
    at = 0
    while (opened := _OPENED.search(html, at)) and (closed := _CLOSED.search(html, opened.end())):
        yield html[opened.end() : closed.start()]
        at = closed.end()


def _is_text(written: str) -> bool:
    """Tell words from pictures and keys, which are as long."""
    blanks, size = written.count(" "), len(written)
    wide = count_wide(written) + 6 * written.count("\\u")  # of scripts that need no blanks, as such or escaped
    return size >= _SHORTEST and (_LONGEST_WORD * blanks >= size or 2 * wide > size)


def laid_out(written: str) -> Layout:
    """Return the blocks of a text that may be marked up."""
    if not _MARKUP.search(written):
        return of_text(written)
    from selectolax.lexbor import LexborHTMLParser

    from unspin.text.markup import of_html

    return of_html(LexborHTMLParser(written.encode("utf-8", "replace")))


def _once(written: str) -> str:
    """Return what is written between the quotes of a JSON string."""
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return ""
