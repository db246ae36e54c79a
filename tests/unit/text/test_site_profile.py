"""What a site repeats is its boilerplate; what it publishes many times is not."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.sites import SIDEBARS, article, title
from unspin.model import Article
from unspin.text.site_profile import FEWEST_PAGES, SitePage, SiteProfile, key_of, learn, without_repeated


def pages(count: int, *, removed: tuple[str, ...] = ()) -> list[SitePage]:
    return [SitePage(str(number), [*article(number), *SIDEBARS], removed) for number in range(count)]


def article_of(number: int, *more: str) -> Article:
    return Article(title(number), (*article(number), *more))


@pytest.mark.parametrize(("count", "is_learnt"), [(FEWEST_PAGES - 1, False), (FEWEST_PAGES, True)])
def test_ten_articles_tell_what_a_site_repeats(count: int, is_learnt: bool) -> None:
    profile = learn(pages(count))

    assert {key_of(text) for text in SIDEBARS} == profile.keys if is_learnt else profile == SiteProfile()


def test_what_was_removed_before_still_counts() -> None:
    before = [SitePage(str(number), article(number), SIDEBARS) for number in range(12)]

    assert learn(before).keys == {key_of(text) for text in SIDEBARS}


def test_copies_of_one_article_count_once() -> None:
    copies = [
        SitePage("one", [*article(1), f"Edition {number} of this page was printed on a wet day."])
        for number in range(30)
    ]

    assert not any(learn([*pages(12), *copies]).holds(text) for text in article(1))


def test_a_syndicated_article_on_many_pages_is_no_boilerplate() -> None:
    syndicated = [SitePage(f"copy {number}", [*article(999), *SIDEBARS]) for number in range(8)]
    profile = learn([*pages(12), *syndicated])

    assert not any(profile.holds(text) for text in article(999))
    assert all(profile.holds(text) for text in SIDEBARS)


@given(st.integers(0, 1_000))
def test_the_order_of_the_pages_does_not_matter(seed: int) -> None:
    known = [*pages(14), *(SitePage(f"copy {number}", article(999)) for number in range(5))]
    shuffled = Random(seed).sample(known, len(known))

    assert learn(shuffled) == learn(known)


def test_what_the_site_repeats_goes_with_its_reason_and_the_article_stays() -> None:
    cleaned = without_repeated(article_of(77, *SIDEBARS), learn(pages(10)))

    assert cleaned.blocks == tuple(article(77))
    assert [(cut.text, cut.reason) for cut in cleaned.removed] == [(text, "repeated_on_site") for text in SIDEBARS]


def test_case_and_punctuation_do_not_hide_what_is_repeated() -> None:
    profile = learn(pages(10))

    assert profile.holds(SIDEBARS[0].upper().replace(",", " –"))
    assert not profile.holds(SIDEBARS[0].replace("coffee", "cocoa"))


def test_a_teaser_that_others_quote_stays_in_its_own_article() -> None:
    lead = f"{title(5)}, its keeper said on Monday."
    profile = learn([SitePage(str(number), [*article(number), lead]) for number in range(10, 25)])
    assert profile.holds(lead)

    assert lead in without_repeated(article_of(5, lead), profile).blocks
    assert lead not in without_repeated(Article("Something else", (*article(6), lead)), profile).blocks


def test_an_article_of_nothing_but_repeated_text_stays_whole() -> None:
    whole = Article("A list", SIDEBARS)

    assert without_repeated(whole, learn(pages(10))) == whole


def test_marks_without_words_are_never_repeated_text() -> None:
    starred = [SitePage(str(number), [*article(number), "* * *"]) for number in range(12)]

    assert not learn(starred).holds("* * *")
