"""URLs, sites, dates and languages."""

import pytest

from unspin.text.dates import iso_date
from unspin.text.language import detect
from unspin.text.sites import canonical_url, registered_domain, site_of, slug


@pytest.mark.parametrize(
    "url",
    [
        "http://News.Example.org:80/a/?b=2&a=1",
        "https://news.example.org:443/a?a=1&b=2#top",
        "https://news.example.org/a?utm_source=x&a=1&fbclid=y&b=2",
        "https://news.example.org/%61?a=1&b=2",
    ],
)
def test_one_page_has_one_url(url):
    assert canonical_url(url) == "https://news.example.org/a?a=1&b=2"
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_different_pages_keep_different_urls():
    assert canonical_url("https://example.org/a%2Fb") != canonical_url("https://example.org/a/b")
    assert canonical_url("https://example.org:8080/a") == "https://example.org:8080/a"
    assert canonical_url(" no url at all ") != canonical_url("another")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.co.uk/x", "example.co.uk"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("https://[::1]/", "::1"),
        ("https://[broken", None),
        ("mailto:a@example.org", None),
        ("", None),
        (None, None),
    ],
)
def test_the_registered_domain_is_found(url, domain):
    assert registered_domain(url) == domain


def test_the_site_falls_back_to_the_folder():
    assert site_of("https://a.example.org/x", "folder/x.html") == "example.org"
    assert site_of(None, "Folder/sub/x.html") == "folder"
    assert site_of(None, "x.html") == "unknown"


@pytest.mark.parametrize(
    ("site", "expected"), [("../../etc", "etc"), ("", "unknown"), ("a b/c", "a-b-c"), ("..", "unknown")]
)
def test_a_slug_is_one_safe_segment(site, expected):
    assert slug(site) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00+00:00"),
        ("2026-11-02T10:00:00.123+0200", "2026-11-02T10:00:00+02:00"),
        ("Mon, 02 Nov 2026 10:00:00 GMT", "2026-11-02T10:00:00+00:00"),
        ("November 2, 2026", "2026-11-02"),
        ("2 Nov 2026", "2026-11-02"),
        ("Published: 6:02pm, 2nd November 2026", "2026-11-02"),
        ("12 de mayo de 2025", "2025-05-12"),
        ("2026年11月2日", "2026-11-02"),
        ("13/04/2026", "2026-04-13"),
        ("03/04/2026", None),
        ("2026-02-30", None),
        ("four days ago", None),
        ("the 1990s", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_in_usual_notations(text, expected):
    assert iso_date(text) == expected


def test_languages_are_told_apart():
    assert detect("The council voted on Monday night to sign a new contract.")[0] == "en"
    code, confidence = detect("Der Gemeinderat hat am Mittwochabend einstimmig beschlossen.")
    assert code == "de"
    assert 0.5 < confidence <= 1


def test_a_short_text_has_no_language():
    assert detect("Too short") == ("und", 0.0)
