"""Pages that nobody wrote to be read, each of a kind that some parser has died of. A program too: it cleans them all.

Prints one line of JSON: the seconds that each took, and the most memory that the process held, in MB.
"""

import json
import sys
import time
from collections.abc import Callable

from tests.memory import peak_mb
from unspin.model import Page
from unspin.text.cleaning import clean

SENTENCE = "The board of the harbour met twice in one week, and twice it could not agree on the price of ice."
ARTICLE = f"<h1>Harbour board meets twice</h1>{f'<p>{SENTENCE}</p>' * 3}"
FIFTY_MB = 50_000_000
LINKED = '<script type="application/ld+json">'

PAGES: dict[str, Callable[[], Page]] = {
    "nested": lambda: Page("html", "<div>" * 100_000 + ARTICLE),
    "nested and closed": lambda: Page("html", "<div>" * 100_000 + ARTICLE + "</div>" * 100_000),
    "unclosed paragraphs": lambda: Page("html", ARTICLE + "<p>" * 100_000),
    "unclosed inline": lambda: Page("html", "<b><a>" * 100_000 + ARTICLE),
    "nested lists": lambda: Page("html", "<ul><li>" * 100_000 + ARTICLE),
    "nested tables": lambda: Page("html", "<table><tr><td>" * 50_000 + ARTICLE),
    "nested quotes with text": lambda: Page("html", f"<blockquote>{SENTENCE}" * 50_000),
    "formatting never closed": lambda: Page("html", "<p><b><i><u>" * 30_000 + ARTICLE),
    "one line": lambda: Page("text", "word " * (FIFTY_MB // 5)),
    "one word": lambda: Page("text", "a" * FIFTY_MB),
    "one line of html": lambda: Page("html", "<p>" + "word " * (FIFTY_MB // 5)),
    "lines": lambda: Page("text", "A line, and nothing else.\n" * 400_000),
    "blocks": lambda: Page("html", f"<p>{SENTENCE}</p>" * 30_000),
    "script soup": lambda: Page(
        "html", ("<script>if (a < b && c > d) document.write('<div>')</script>" + ARTICLE) * 2_000
    ),
    "script never closed": lambda: Page("html", ARTICLE + "<script>" + "<div>" * 200_000),
    "text in a script": lambda: Page("html", '<script>{"body":"' + '\\"' * 1_000_000 + "</script>"),
    "json in json": lambda: Page("html", LINKED + "[" * 500_000 + "</script>" + ARTICLE),
    "broken linked data": lambda: Page(
        "html", LINKED + '{"@type":"NewsArticle",' + '"headline":"a" b",' * 50_000 + "</script>"
    ),
    "frames": lambda: Page("html", "<frameset>" + "<frame src=a>" * 100_000),
    "iframes": lambda: Page("html", "<iframe>" * 100_000 + ARTICLE),
    "empty body": lambda: Page("html", "<html><head><title>x</title></head><body></body></html>"),
    "comments": lambda: Page("html", "<!-- " * 500_000 + ARTICLE),
    "attributes": lambda: Page("html", "<p " + 'a="1" ' * 300_000 + ">x" + ARTICLE),
    "names": lambda: Page("html", f'<div class="{"promo " * 300_000}">{ARTICLE}</div>'),
    "many classes": lambda: Page("html", "".join(f'<div class="c{n}"><p>x{n}</p></div>' for n in range(25_000))),
    "entities": lambda: Page("html", "<p>" + "&amp;&nbsp;&#x41;" * 300_000),
    "links": lambda: Page("html", "".join(f"<li><a href=/{n}>Headline number {n}</a></li>" for n in range(25_000))),
    "brackets": lambda: Page("html", "<" * 1_000_000 + ARTICLE),
    "right to left": lambda: Page("html", "<p dir=rtl>" + "قرر مجلس المدينة إعادة بناء الجسر. " * 100_000),
    "chinese": lambda: Page("html", "<p>" + "市议会决定重建木桥。" * 300_000),
    "marks": lambda: Page("text", "e" + "\u0301" * 3_000_000),
    "quotes": lambda: Page("text", f"“{SENTENCE}”\n" * 20_000),
    "nothing but blanks": lambda: Page("text", " \u00a0\u2003\n" * 1_000_000),
}  # fmt: skip


def main() -> None:
    """Clean them all."""
    taken = {}
    for name, make in PAGES.items():
        page = make()
        start = time.process_time()
        clean(page)
        taken[name] = round(time.process_time() - start, 2)
    sys.stdout.write(json.dumps({"seconds": taken, "memory_mb": round(peak_mb())}))


if __name__ == "__main__":
    main()
