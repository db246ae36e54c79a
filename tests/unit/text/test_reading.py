"""Reading what is dropped."""

import gzip
import json

import pytest

from unspin.errors import UnreadableInput
from unspin.model import Page, UnreadablePage
from unspin.text.reading import is_readable_name, read, suffix_of


def reason(data: bytes, name: str, **options: int) -> str:
    with pytest.raises(UnreadableInput) as caught:
        list(read(data, name=name, **options))
    return caught.value.reason


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.html", "empty"),
        (b" \n\t ", "a.txt", "empty"),
        (b"\n\n", "a.jsonl", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.html", "binary"),
        ("Der Bürgermeister sagte: schön.".encode() + b"\xff\xc3(", "a.txt", "bad_encoding"),
        (b'{"text": "caf\xe9"}', "a.json", "bad_encoding"),
        (b"words", "a.pdf", "unknown_suffix"),
        (b"words", "html", "unknown_suffix"),
        (gzip.compress(b"many words " * 900, mtime=0)[:-12], "a.txt.gz", "truncated_gzip"),
        (b"no gzip at all", "a.txt.gz", "truncated_gzip"),
        (b'{"text": ', "a.json", "invalid_json"),
        (b"[" * 100_000, "a.json", "invalid_json"),
        (b"[1]", "a.json", "invalid_record"),
        (b'{"text": 5}', "a.json", "invalid_record"),
        (b'{"text": "words", "url": []}', "a.json", "invalid_record"),
        (b'{"url": "https://example.org"}', "a.json", "missing_text"),
        (b'{"text": "  "}', "a.json", "missing_text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, name, expected):
    assert reason(data, name) == expected


def test_the_limit_is_inclusive():
    assert next(read(b"abcde", name="a.txt", limit=5)) == Page("text", "abcde")
    assert reason(b"abcdef", "a.txt", limit=5) == "too_large"


def test_a_gzip_bomb_is_refused_after_the_limit():
    assert reason(gzip.compress(b"a" * 5_000_000, mtime=0), "a.txt.gz", limit=1_000) == "too_large"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
def test_a_declared_charset_is_followed(charset):
    html = f"<meta charset={charset}><p>Ein schöner Gruß aus Köln".encode("cp1252")
    assert "schöner Gruß aus Köln" in next(read(html, name="a.html")).content


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_followed(charset):
    assert next(read("Żółw je".encode(charset), name="a.TXT")).content == "Żółw je"


def test_legacy_text_without_a_declaration_is_accepted():
    text = "El alcalde anunció anoche que la reunión durará más de mañana, según la oposición."
    assert next(read(text.encode("cp1252"), name="a.txt")).content == text


def test_a_bad_line_fails_alone():
    good = json.dumps({"text": "words", "id": 7})
    pages = list(read(f"{good}\n\nnot json\n{good}\n".encode(), name="a.jsonl"))
    assert [(type(page), page.line) for page in pages] == [(Page, 1), (UnreadablePage, 3), (Page, 4)]
    assert (pages[1].reason, pages[1].sample, pages[0].id) == ("invalid_json", "not json\n", "7")


def test_reading_starts_at_the_line_asked_for():
    data = b'{"text": "one"}\n{"text": "two"}\n{"text": "three"}'
    assert [page.content for page in read(data, name="a.jsonl", first_line=2)] == ["two", "three"]


def test_a_line_over_the_limit_fails_alone():
    data = b'{"text": "' + b"x" * 200_000 + b'"}\n{"text": "two"}\n'
    long, short = read(data, name="a.jsonl", limit=100)
    assert (long.reason, short.content, short.line) == ("too_large", "two", 2)


def test_the_good_lines_of_a_truncated_file_are_read():
    lines = "".join(json.dumps({"text": f"{n} {n * n} {n**7 % 9973}"}) + "\n" for n in range(5000)).encode()
    pages = list(read(gzip.compress(lines, mtime=0)[:-2000], name="a.jsonl.gz"))
    assert len(pages) > 100
    assert pages[-1].reason == "truncated_gzip"
    assert all(isinstance(page, Page) for page in pages[:-1])


@pytest.mark.parametrize(("prefer", "form"), [("auto", "html"), ("html", "html"), ("text", "text")])
def test_the_preferred_form_is_taken(prefer, form):
    (page,) = read(b'{"text": "words", "html": "<p>words"}', name="a.json", prefer=prefer)
    assert page.form == form


def test_names_tell_what_is_read():
    assert suffix_of("x/A.HTML.GZ") == ".html"
    assert is_readable_name("a.jsonl")
    assert not is_readable_name("a.gz")
