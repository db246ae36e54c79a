"""Filling an index with keys of another scheme while the present one serves."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.stack import ARTICLES
from unspin.dedup.scheme import CURRENT, Scheme
from unspin.errors import IndexMismatch, ReindexRefused
from unspin.messages import ArticleStored
from unspin.model import Action
from unspin.pipeline.ingest import ingest
from unspin.pipeline.look_up import find_file
from unspin.pipeline.reindex import abort, fill, start, switch
from unspin.pipeline.services import LookBack, Services
from unspin.pipeline.serving import NOTE, claim
from unspin.pipeline.show import show
from unspin.runtime import embedded
from unspin.stored import Body, Note

NEXT = replace(CURRENT, seed=CURRENT.seed + 1)  # the same keys under another name
ORIGINAL, SPUN = "harbour-post/maritime-accord.html", "daily-respin/maritime-deal.txt"
BRIEF = "quickread/norway-chile-in-brief.txt"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def now(self) -> str:
        return self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.fixture
def services() -> Services:
    return replace(embedded(), clock=Clock())


def dropped(services: Services, key: str) -> Any:
    services.raw.put("raw", key, (ARTICLES / key).read_bytes())  # type: ignore[attr-defined]
    [outcome] = ingest(ArticleStored("raw", key, event_time="2026-11-02T10:00:00.000Z"), services)
    return outcome.entry


def later(services: Services, **more: int) -> None:
    services.clock.at += timedelta(**more)  # type: ignore[attr-defined]


def schemes_of(body: Body) -> set[str]:
    return {key.partition("#")[0] for key in body.keys} - {"url"}


def body_of(services: Services, article_id: str) -> Body:
    return services.index.bodies([article_id])[article_id]


def filled(services: Services, scheme: Scheme = NEXT) -> None:
    start(services, scheme)
    later(services, minutes=17)
    assert fill(services).state.is_filled


def test_a_fresh_index_serves_the_scheme_of_this_release(services: Services) -> None:
    assert find_file((ARTICLES / ORIGINAL).read_bytes(), ORIGINAL, services).matches == []
    assert services.index.note(NOTE) is None  # who only asks writes nothing

    dropped(services, ORIGINAL)

    assert (claim(services).phase, claim(services).serving) == ("steady", CURRENT)


@pytest.mark.parametrize("change", [{"code": CURRENT.code + 1}, {"tables": "another"}, {"unheard_of": 1}])
def test_an_index_that_this_release_cannot_compute_is_refused(services: Services, change: dict[str, Any]) -> None:
    dropped(services, ORIGINAL)
    note = services.index.note(NOTE)
    assert note is not None
    scheme = json.dumps(json.loads(note.values["serving"]) | change)
    services.index.put_note(Note(NOTE, {**note.values, "serving": scheme}, note.version))

    with pytest.raises(IndexMismatch, match="this release"):
        dropped(services, SPUN)
    with pytest.raises(IndexMismatch):
        find_file((ARTICLES / ORIGINAL).read_bytes(), ORIGINAL, services)


def test_while_it_is_filled_workers_write_both_and_look_up_by_the_old(services: Services) -> None:
    first = dropped(services, ORIGINAL)
    start(services, NEXT)

    copy = dropped(services, SPUN)

    assert copy.duplicate_of == first.article_id
    assert schemes_of(body_of(services, first.article_id)) == {CURRENT.version}
    assert schemes_of(body_of(services, copy.article_id)) == {CURRENT.version, NEXT.version}


def test_filling_waits_for_the_workers_that_began_before(services: Services) -> None:
    first = dropped(services, ORIGINAL)
    start(services, NEXT)

    assert fill(services).waits_s > 900
    with pytest.raises(ReindexRefused, match="not filled"):
        switch(services)
    later(services, minutes=17)
    assert fill(services).waits_s == 0

    assert schemes_of(body_of(services, first.article_id)) == {CURRENT.version, NEXT.version}


def test_after_the_switch_decisions_are_what_they_were(services: Services) -> None:
    before = {key: dropped(services, key) for key in (ORIGINAL, SPUN)}
    filled(services)
    switch(services)
    brief = dropped(services, BRIEF)
    later(services, minutes=17)
    assert fill(services).state.phase == "steady"

    plain = embedded()
    for key in (ORIGINAL, SPUN, BRIEF):
        dropped(plain, key)

    for name in (*(entry.article_id for entry in before.values()), brief.article_id):
        assert told(services, name) == told(plain, name)
    last = dropped(services, "valley-herald/maritime-accord.html.gz")
    assert schemes_of(body_of(services, last.article_id)) == {NEXT.version}
    assert last.duplicate_of == before[ORIGINAL].article_id
    shown: Any = show(last.article_id, services)
    assert shown.record["index_version"] == NEXT.version


def told(services: Services, article_id: str) -> tuple[str, str | None, Action]:
    entry = services.index.entries([article_id])[article_id]
    return entry.relation, entry.duplicate_of, entry.action


def test_a_delivery_of_what_is_known_changes_nothing_after_the_switch(services: Services) -> None:
    entry = dropped(services, ORIGINAL)
    filled(services)
    switch(services)

    [outcome] = ingest(ArticleStored("raw", ORIGINAL, event_time="2026-11-02T10:00:00.000Z"), services)

    assert (outcome.kind, outcome.entry) == ("known", entry)


def test_filling_goes_on_where_it_was_cut_off(services: Services) -> None:
    first = dropped(services, ORIGINAL)
    start(services, NEXT)
    later(services, minutes=17)
    answers = iter([True] * 5 + [False])

    half = fill(services, has_time=lambda: next(answers))
    assert half.is_cut_off
    assert half.state.day == "2026-08-08"  # the fifth of 90 days, counted from the oldest
    rest = fill(services)

    assert (rest.state.is_filled, rest.state.filled) == (True, 1)
    assert schemes_of(body_of(services, first.article_id)) == {CURRENT.version, NEXT.version}
    assert fill(services).state.filled == 1


def test_filling_keeps_no_text_longer_than_it_would_have_been_kept(services: Services) -> None:
    first = dropped(services, ORIGINAL)
    before = body_of(services, first.article_id)
    later(services, days=1)

    filled(services)

    after = body_of(services, first.article_id)
    assert (after.kept_until, after.edition) == (before.kept_until, before.edition + 1)


@pytest.mark.parametrize("is_by_site", [False, True])
def test_texts_that_are_kept_under_a_longer_look_back_of_before_are_filled_too(
    services: Services, is_by_site: bool
) -> None:
    longer = LookBack(90, {"harbour-post": 365, "harbour-post.example": 365}) if is_by_site else LookBack(365)
    first = dropped(replace(services, look_back=longer), ORIGINAL)
    later(services, days=200)
    assert body_of(services, first.article_id).kept_until.startswith("2027-11")
    shortened = replace(services, look_back=LookBack(90))

    filled(shortened)

    assert schemes_of(body_of(services, first.article_id)) == {CURRENT.version, NEXT.version}


def test_a_look_back_that_was_made_longer_later_is_noted(services: Services) -> None:
    dropped(services, BRIEF)
    first = dropped(replace(services, look_back=LookBack(365)), ORIGINAL)
    dropped(services, SPUN)
    later(services, days=200)

    filled(services)

    assert schemes_of(body_of(services, first.article_id)) == {CURRENT.version, NEXT.version}


@pytest.mark.parametrize("is_switched", [False, True])
def test_an_aborted_one_leaves_the_old_scheme_serving(services: Services, is_switched: bool) -> None:
    first = dropped(services, ORIGINAL)
    filled(services)
    if is_switched:
        switch(services)

    assert abort(services).serving == CURRENT

    copy = dropped(services, SPUN)
    assert copy.duplicate_of == first.article_id
    assert schemes_of(body_of(services, copy.article_id)) == {CURRENT.version}


def test_what_an_update_takes_back_are_the_keys_of_both(services: Services) -> None:
    first = dropped(services, ORIGINAL)
    filled(services)
    keys = body_of(services, first.article_id).keys
    services.raw.put("raw", ORIGINAL, (ARTICLES / "luckyspin/win-big.html").read_bytes())  # type: ignore[attr-defined]
    list(ingest(ArticleStored("raw", ORIGINAL, event_time="2026-11-03T10:00:00.000Z"), services))

    newer = body_of(services, first.article_id).keys
    assert services.index.candidates(sorted({*keys} - {*newer})) == {}
    assert services.index.candidates(newer).keys() == {first.article_id}


def test_steps_out_of_order_are_refused_with_a_sentence(services: Services) -> None:
    for step in (switch, abort, fill):
        with pytest.raises(ReindexRefused):
            step(services)
    with pytest.raises(ReindexRefused, match=r"serves .* already"):
        start(services, CURRENT)
    start(services, NEXT)
    with pytest.raises(ReindexRefused, match="under way"):
        start(services, NEXT)
