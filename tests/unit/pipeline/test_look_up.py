"""What is found of a URL, a text or a file."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.pipeline.test_take_down import ORIGINAL, SPUN, dropped
from unspin.adapters.memory import MemoryIndex
from unspin.pipeline.identity import url_key
from unspin.pipeline.look_up import MATCHES, NAMED, find_url
from unspin.pipeline.services import Services
from unspin.runtime import embedded
from unspin.stored import Entry, Link

URL = "https://a.example/1"


class Counting(MemoryIndex):
    """Counts of how many articles the links were read."""

    read = 0

    def links(self, article_id: str) -> list[Link]:
        self.read += 1
        return super().links(article_id)


@pytest.fixture
def services() -> Services:
    return replace(embedded(), index=Counting())


def copies(services: Services, count: int) -> tuple[Entry, Link]:
    """Let an article have *count* copies beside the one that is there; return it, and how it is linked with that."""
    original, spun = dropped(services, ORIGINAL).entry, dropped(services, SPUN).entry
    [link] = services.index.links(original.article_id)
    for number in range(count):
        name = f"copy {number:04}"
        services.index.put_entry(replace(spun, article_id=name, revision=1))
        weaker = replace(link.comparison, similarity=link.comparison.similarity / 2)
        services.index.put_links([Link(original.article_id, name, weaker)])
    return original, link


def test_of_an_article_with_thousands_of_copies_the_strongest_are_told(services: Services) -> None:
    original, link = copies(services, 2_000)
    services.index.post(original.article_id, {url_key(URL): b""})

    found = find_url(URL, services).matches

    assert len(found) == 1 + MATCHES
    assert [each.article_id for each in found[:2]] == [original.article_id, link.other_id]


def test_of_many_pages_that_name_one_url_few_are_asked_for_their_copies(services: Services) -> None:
    original, _ = copies(services, 40)
    for number in range(40):
        services.index.post(f"copy {number:04}", {url_key(URL): b""})
    index: Any = services.index
    index.read = 0

    found = find_url(URL, services).matches

    assert index.read == NAMED
    assert {each.article_id for each in found} == {original.article_id, *(f"copy {number:04}" for number in range(40))}
