"""Threads of one worker share models, tables, rules and memories; what they find does not depend on who else asks."""

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.stack import ARTICLES
from unspin.model import Page
from unspin.moderation.decision import decide
from unspin.moderation.policy import read_policy
from unspin.pipeline.services import Fingerprints
from unspin.text.cleaning import clean
from unspin.text.reading import read

THREADS = 8
ROUNDS = 2
LONG = 16
UNREADABLE = {"cut-off.html.gz", "nothing.txt"}
POLICY = """
version: threads
actions: {}
rules: {length.minimum: {words: 40}, spam.doorway: {}, quality.gopher_repetition: {}}
"""


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns every few lines."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def pages() -> list[Page]:
    files = sorted(path for path in ARTICLES.rglob("*") if path.is_file() and path.name not in UNREADABLE)
    found = (page for path in files for page in read(path.read_bytes(), name=path.name))
    return [page for page in found if isinstance(page, Page)]


def long_page(number: int) -> Page:
    """Return a page of many paragraphs, in words of its own: what another page leaves in a table would be seen."""
    draw = random.Random(number)
    words = ["".join(draw.choices("abdefgiklmnoprstu", k=draw.randint(2, 9))) for _ in range(300)]
    texts = (" ".join(draw.choices(words, k=draw.randint(3, 40))).capitalize() + "." for _ in range(400))
    return Page("html", "<article>" + "".join(f"<p>{text}</p>" for text in texts) + "</article>")


def found(pages: list[Page], threads: int) -> list[Any]:
    """Return what is found in each page by workers that begin with nothing remembered."""
    policy, fingerprints = read_policy(POLICY, name="threads"), Fingerprints(size=2)

    def of(page: Page) -> Any:
        article = clean(page)
        fingerprint = fingerprints.of(article.title, article.text, article.language)
        return article, decide(article, policy), fingerprint.keys, fingerprint.sketch

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(of, pages))


@pytest.mark.usefixtures("restless")
def test_many_threads_find_what_one_finds() -> None:
    given = [*pages(), *map(long_page, range(LONG))] * ROUNDS

    assert found(given, THREADS) == found(given, 1)
