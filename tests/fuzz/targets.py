"""What is fuzzed. Another parser joins by a `Target` in this list."""

import gzip
import json
from collections.abc import Callable

from tests.fuzz.harness import Target
from unspin.errors import UnreadableInput
from unspin.model import Page
from unspin.text.cleaning import clean
from unspin.text.linked_data import articles
from unspin.text.reading import read

_SENTENCES = (
    "The ferry to Orrin left four minutes early on Monday, and nobody on the quay believed it. "
    "Its captain, Ebba Strand, said that the new clock in the wheelhouse was to blame."
)
_LINKED = json.dumps(
    {"@context": "https://schema.org", "@graph": [{"@type": ["NewsArticle"], "headline": "Ferry leaves early",
     "author": [{"name": "Ida Pell"}, "Bo"], "datePublished": "2026-03-01T08:00:00Z", "articleBody": _SENTENCES}]}
)  # fmt: skip
_PAGE = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry leaves early | Orrin Post</title>"
    '<meta property="og:title" content="Ferry leaves early"><link rel=canonical href="https://orrin.example/ferry">'
    f'<script type="application/ld+json">{_LINKED}</script></head><body class="home">'
    "<nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav><article><h1>Ferry leaves early</h1>"
    f"<p><b>Orrin</b> &mdash; {_SENTENCES}</p><!-- ad --><figure><img src=x><figcaption>The quay</figcaption></figure>"
    f"<p>{_SENTENCES}<br><br>{_SENTENCES}</p><blockquote>“Early is late,” she said.</blockquote></article>"
    '<aside class="related-posts"><h3>Read next</h3><a href=/x>Clock found in harbour</a></aside>'
    "<form><select><option>a<option>b</select><textarea>c</textarea></form><footer>© Orrin Post</footer></body></html>"
).encode()
_DUMP = f"Home » News\n\nFerry leaves early\n\n{_SENTENCES}\n\n{_SENTENCES}\n\nSource link\n\nLeave a Reply\n".encode()
_WIDE = "渡船提前离开码头。船长说，驾驶室里的新钟有问题。" * 6
_RECORD = json.dumps({"id": 7, "url": "https://orrin.example/a", "title": "Ferry", "html": _PAGE.decode()}).encode()
_TAGS = (
    "<p>", "</p>", "<div class=ad>", "</div>", "<a href=x>", "</a>", "<br>", "<li>", "<table>", "<!--", "-->", "<svg>",
    "</svg>", "<script>", "</script>", "<select>", "<b>", "</b>", "<", ">", "&", "&#x110000;", "&lt", "<frameset>",
    "<template>", "<plaintext>", "<math>", "\x00", "\x1e", "﻿", "‮", "\ud83d",
)  # fmt: skip
_JSON = (
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "1e999",
    "\\ud800",
    '"@type":"NewsArticle"',
    '"@graph":[',
    "\n",
)


def _bytes(tokens: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(token.encode("utf-8", "surrogatepass") for token in tokens)


def _cleaned(name: str) -> Callable[[bytes], object]:
    """Return what reads a file of that name and cleans every article in it."""

    def take(data: bytes) -> object:
        pages = [page for page in read(data, name=name) if isinstance(page, Page)]
        found = [clean(page) for page in pages]
        for article in found:
            # What is found is written as JSON and as UTF-8 later on.
            json.dumps([article.title, article.blocks, [cut.text for cut in article.removed]]).encode()
            "\n".join((article.title, article.text)).encode()
        return found

    return take


TARGETS = (
    Target("html", _cleaned("a.html"), (_PAGE, _PAGE.decode().encode("utf-16"), f"<p>{_WIDE}".encode("gb18030")),
           _bytes(_TAGS), (UnreadableInput,)),
    Target("text", _cleaned("a.txt"), (_DUMP, _DUMP.decode().encode("cp1252"), _WIDE.encode(), _WIDE.encode("utf-16")),
           (b"\n", b"\r", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8", b"\xff\xfe", "“".encode()), (UnreadableInput,)),
    Target("json", _cleaned("a.json"), (_RECORD, json.dumps({"text": _DUMP.decode()}).encode()), _bytes(_JSON),
           (UnreadableInput,)),
    Target("jsonl", _cleaned("a.jsonl"), (_RECORD + b"\n" + _RECORD, b'{"text":"a"}\n\n{'), _bytes(_JSON),
           (UnreadableInput,)),
    Target("gzip", _cleaned("a.html.gz"), (gzip.compress(_PAGE, mtime=0),), (b"\x1f\x8b\x08",), (UnreadableInput,)),
    Target("linked-data", lambda data: articles([data.decode("utf-8", "replace")]), (_LINKED.encode(),),
           _bytes((*_JSON, "<!--", "]]>", "//"))),
)  # fmt: skip
