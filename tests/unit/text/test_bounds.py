"""What a page may cost, however it is made: docs/algorithms-cleaning.md states the same bounds."""

import json
import subprocess
import sys

import pytest

from tests.unit.text.hostile import PAGES
from unspin.text.cleaning import clean

MOST_SECONDS = 10.0  # of one processor
MOST_MEMORY_MB = 700  # of the whole process, the page itself included


@pytest.mark.timeout(200)
def test_no_page_takes_more_than_so_much_time_and_memory() -> None:
    # In a process of its own, or it would be the tests' memory that is measured.
    program = [sys.executable, "-m", "tests.unit.text.hostile"]
    told = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)

    assert set(told["seconds"]) == set(PAGES)
    assert {name: seconds for name, seconds in told["seconds"].items() if seconds > MOST_SECONDS} == {}
    assert told["memory_mb"] <= MOST_MEMORY_MB


@pytest.mark.parametrize("name", ["frames", "empty body", "nothing but blanks"])
def test_where_nothing_is_left_nothing_is_invented(name: str) -> None:
    assert clean(PAGES[name]()).blocks == ()


@pytest.mark.parametrize("name", ["nested and closed", "unclosed paragraphs", "comments", "iframes", "attributes"])
def test_the_article_in_a_broken_page_is_text_of_that_page(name: str) -> None:
    page = PAGES[name]()

    assert all(block in page.content for block in clean(page).blocks)
