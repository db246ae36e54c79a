"""What somebody may try who chooses the bytes, the key and the URL of an article."""

import ast
import json
import re
import socket
from pathlib import Path

import pytest

from tests.e2e.stack import ARTICLES, LocalStack
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.runtime import embedded

SOURCES = Path(__file__).parents[2]
TEXT = (ARTICLES / "quickread/norway-chile-in-brief.txt").read_text()
FORGED = 'x\n{"level":"CRITICAL","message":"forged"}\r\n.txt'
FETCHERS = {
    "urllib.request",
    "http.client",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "ftplib",
    "telnetlib",
    "smtplib",
}
XML = {"xml", "lxml", "xml.etree.ElementTree", "xml.sax", "xml.dom.minidom"}


@pytest.mark.parametrize(
    "key", ["../../../etc/x.txt", "/a/../../b.txt", "clean/2026/11/02/x/y.txt", "..%2f..%2fx.txt", FORGED, "a\0/b.txt"]
)
@pytest.mark.parametrize("site", [None, "../../parked/x", "a/b/c", "\0", "..", "x" * 5_000])
def test_no_key_and_no_site_leads_out_of_the_folders(key: str, site: str | None) -> None:
    services = embedded()
    record = json.dumps({"text": TEXT, "site": site, "url": f"https://{site}/../../x" if site else None})
    for name, data in ((key, TEXT), (f"{key}.json", record)):
        services.raw.put("raw", name, data.encode())  # type: ignore[attr-defined]
        list(ingest(ArticleStored("raw", name, event_time="2026-11-02T10:00:00.000Z"), services))

    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    assert len(stored) == 2
    for path in stored:
        assert re.fullmatch(r"(clean|review|rejected)/2026/11/02/[\w.-]{1,100}/[0-9a-f]{20}\.json", path), path
        assert ".." not in path


@pytest.mark.parametrize("key", ["a/..", "..", "...", "a/..\\..\\b", "a/b.exe"])
def test_no_copy_of_what_is_parked_leads_out_of_its_folder(key: str) -> None:
    services = embedded()
    services.raw.put("raw", key, b"no article")  # type: ignore[attr-defined]
    [outcome] = ingest(ArticleStored("raw", key, event_time="2026-11-02T10:00:00.000Z"), services)

    assert outcome.parked is not None
    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    [copy] = stored.keys() - {outcome.parked.path}
    folder, _, name = copy.rpartition("/")
    assert f"{folder}.json" == outcome.parked.path
    assert name in {"object", "b.exe", ".._.._b"}


def test_no_key_forges_a_line_of_the_log(stack: LocalStack) -> None:
    place = {"bucket": {"name": stack.created.outputs["RawBucketName"]}, "object": {"key": FORGED}}
    stack.send(json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": place}]}))

    stack.run()

    lines = stack.log()  # each of which is JSON
    assert "forged" not in {line.get("message") for line in lines}
    assert FORGED in {line.get("key") for line in lines}


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    services = embedded()
    page = (
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><base href="http://127.0.0.1:9/"><link rel=stylesheet href=x>'
        f'<iframe src="http://169.254.169.254/"></iframe><img src="http://127.0.0.1:9/x"><p>{TEXT}</p>'
    )
    services.raw.put("raw", "a.html", page.encode())  # type: ignore[attr-defined]

    [outcome] = ingest(ArticleStored("raw", "a.html", event_time="2026-11-02T10:00:00.000Z"), services)

    assert outcome.kind == "stored"


def test_no_module_that_is_shipped_could_fetch_or_parse_xml() -> None:
    found = {}
    for path in [*(SOURCES / "shared").rglob("*.py"), *(SOURCES / "functions").rglob("*.py")]:
        if {"cli", "local", "cost"} & {*path.parts}:
            continue
        names = {*_imported(path)}
        if wrong := names & (FETCHERS | XML):
            found[path.name] = wrong

    assert found == {}


def _imported(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
