"""What sites repeat, learnt from stored records and used for new pages."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from tests.e2e.sites import SIDEBARS, article, page
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.known_sites import KnownSites
from unspin.pipeline.learn_sites import PAGES_A_SITE, learn_sites
from unspin.pipeline.services import Services
from unspin.runtime import embedded
from unspin.stored import Entry, Profile
from unspin.text.site_profile import learn

SITE = "dunhaven-post"


@dataclass
class Clock:
    at: str = "2026-11-20T12:00:00.000+00:00"

    def now(self) -> str:
        return self.at


@pytest.fixture
def services() -> Services:
    return replace(embedded(), clock=Clock())


def take(services: Services, key: str, content: str) -> Entry:
    services.raw.put("raw", key, content.encode())  # type: ignore[attr-defined]
    message = ArticleStored("raw", key, None, services.clock.now(), services.clock.now())
    [outcome] = ingest(message, services)
    assert outcome.entry is not None
    return outcome.entry


def record(services: Services, entry: Entry) -> dict[str, Any]:
    stored = services.clean.load(entry.path)
    assert stored is not None
    return stored.record


def fill(services: Services, numbers: list[int]) -> None:
    for number in numbers:
        take(services, f"{SITE}/{number}.html", page(number))


def run(services: Services) -> list[str]:
    return [each.site for each in learn_sites(services, has_time=lambda: True)]


def another_worker(services: Services) -> Services:
    return replace(services, known_sites=KnownSites())


def test_after_ten_pages_of_a_site_its_sidebar_is_gone_from_new_ones(services: Services) -> None:
    fill(services, list(range(9)))
    assert run(services) == []
    fill(services, [9])

    assert run(services) == [SITE]
    new = record(services, take(another_worker(services), f"{SITE}/new.html", page(500)))

    assert new["text"] == "\n\n".join(article(500))
    told = {cut["text"]: cut["reason"] for cut in new["removed"]}
    assert [told[text] for text in SIDEBARS] == ["repeated_on_site"] * len(SIDEBARS)


def test_every_order_of_arrival_teaches_the_same(services: Services) -> None:
    learnt = []
    for seed in range(2):
        each = replace(embedded(), clock=Clock())
        fill(each, Random(seed).sample(range(12), 12))
        run(each)
        learnt.append(each.index.profile(SITE))

    assert learnt[0] is not None
    assert learnt[0] == learnt[1]


def test_a_site_goes_on_being_known_once_its_sidebar_is_removed(services: Services) -> None:
    fill(services, list(range(10)))
    run(services)
    first = services.index.profile(SITE)
    later = replace(another_worker(services), clock=Clock("2026-11-21T18:00:00.000+00:00"))
    fill(later, list(range(100, 100 + PAGES_A_SITE)))

    assert run(later) == [SITE]

    second = later.index.profile(SITE)
    assert first is not None
    assert second is not None
    assert (second.keys, second.pages) == (first.keys, PAGES_A_SITE)


def test_a_redelivery_of_a_known_page_changes_nothing_whatever_was_learnt_since(services: Services) -> None:
    entries = [take(services, f"{SITE}/{number}.html", page(number)) for number in range(10)]
    before = [record(services, entry) for entry in entries]
    run(services)
    for number in range(10):
        take(another_worker(services), f"{SITE}/{number}.html", page(number))

    assert [record(services, entry) for entry in entries] == before


def test_what_was_learnt_today_is_not_learnt_again(services: Services) -> None:
    fill(services, list(range(10)))

    assert run(services) == [SITE]
    assert run(services) == []
    assert run(replace(services, clock=Clock("2026-11-21T12:00:00.000+00:00"))) == [SITE]


def test_no_site_is_begun_when_time_is_up(services: Services) -> None:
    fill(services, list(range(10)))

    assert list(learn_sites(services, has_time=lambda: False)) == []
    assert services.index.profile(SITE) is None


def test_a_worker_reads_a_profile_again_after_a_quarter_of_an_hour(services: Services) -> None:
    keys = b"".join(sorted(learn([]).keys))
    known = KnownSites()
    assert known.of(SITE, services.index, "2026-11-20T12:00:00+00:00").pages == 0
    services.index.put_profile(Profile(SITE, keys, 10, "2026-11-20T12:01:00+00:00"))

    assert known.of(SITE, services.index, "2026-11-20T12:14:59+00:00").pages == 0
    assert known.of(SITE, services.index, "2026-11-20T12:15:00+00:00").pages == 10
