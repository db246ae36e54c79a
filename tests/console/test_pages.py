"""The console's pages and its guard, without a browser."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.console.examples import SCRIPT, entries, every_page, examples, parked
from unspin.cli.console import hosts_of
from unspin.console.anatomy import Block
from unspin.console.guard import COOKIE, Access
from unspin.console.pages import templates
from unspin.console.server import console
from unspin.local.examples import example_services
from unspin.pipeline.services import Services
from unspin.pipeline.serving import NOTE

HOST = "127.0.0.1:8320"
ACCESS = Access("the key")


def client(*, key: str | None = ACCESS.key, host: str = HOST) -> TestClient:
    app = console(examples(), ACCESS, hosts=[HOST, "localhost:8320"], told="the examples", actor="ada")
    cookies = {COOKIE: key} if key else {}
    return TestClient(app, base_url=f"http://{host}", cookies=cookies, follow_redirects=False)


class Tags(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.images = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "script":
            self.scripts.append(told.get("src"))
        self.images += tag in {"img", "iframe", "object", "embed"}
        self.handlers += [name for name in told if name.startswith("on") or name == "style"]
        self.links += [told[name] or "" for name in ("href", "action", "src") if name in told]


@pytest.mark.parametrize("path", every_page())
def test_no_page_lets_the_text_of_others_act(path: str) -> None:
    answer = client().get(path)

    tags = Tags()
    tags.feed(answer.text)
    assert answer.status_code == (404 if path == "/nothing-here" else 200)
    assert [(script or "").partition("?")[0] for script in tags.scripts] == ["/static/app.js"]
    assert (tags.handlers, tags.images) == ([], 0)
    assert not [link for link in tags.links if not link.startswith(("/", "#", "?", "https://", "http://"))]


def test_what_is_hostile_is_shown_as_it_is() -> None:
    name = next(entry.article_id for key, entry in entries().items() if key.startswith("hostile/1"))

    shown = client().get(f"/articles/{name}").text

    assert "&lt;script&gt;window.hurt = 1&lt;/script&gt;" in shown
    assert "said {{ 7 * 7 }} that" in shown
    assert client().get(f"/search?q={quote(SCRIPT)}").text.count("&lt;script&gt;") == 1


@pytest.mark.parametrize("path", ["/", "/articles", "/nothing-here", "/static/app.css"])
def test_every_answer_forbids_what_it_did_not_bring(path: str) -> None:
    headers = client().get(path).headers

    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_nobody_is_let_in_without_the_key() -> None:
    for key in (None, "another"):
        assert client(key=key).get("/").status_code == 403
    assert "Norway" not in client(key=None).get("/articles").text


def test_the_key_is_taken_out_of_the_address_and_kept_where_other_sites_cannot_send_it() -> None:
    answer = client(key=None).get(f"/sites?days=30&key={ACCESS.key.replace(' ', '+')}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sites?days=30")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_path_cannot_lead_to_another_host() -> None:
    answer = client(key=None).get(f"http://{HOST}//evil.example/?key={quote(ACCESS.key)}")

    assert answer.headers["location"] == "/evil.example/"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "127.0.0.1"])
def test_other_names_are_not_answered_to(host: str) -> None:
    assert client(host=host).get("/").status_code == 421


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_page_cannot_act(origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}

    assert client().post("/articles", headers=headers).status_code == 403


@pytest.mark.parametrize("form", [{"q": "x"}, {"q": "x", "token": "y"}, {"token": "", "q": "x" * 2_000_000}])
def test_a_form_of_another_page_is_refused(form: dict[str, str]) -> None:
    answer = client().post("/search", data=form, headers={"origin": f"http://{HOST}"})

    assert answer.status_code == 403
    assert "load the page again" in answer.text


def test_reading_takes_no_act() -> None:
    assert client().post("/articles", headers={"origin": f"http://{HOST}"}).status_code == 405


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/nope", 404),
        ("/clusters/nope", 404),
        ("/sites/nowhere.example", 404),
        ("/compare/a/b", 404),
        ("/articles?cursor=nonsense", 400),
        ("/clusters?cursor=nonsense&order=size", 400),
        ("/?days=-1", 200),
        ("/?days=99999999999", 200),
        ("/articles?action=burn", 200),
        ("/search?q=" + "x" * 30_000, 200),
        ("/search?q=%20%20", 200),
    ],
)
def test_bad_requests_get_a_page_that_says_so(path: str, status: int) -> None:
    answer = client().get(path)

    assert answer.status_code == status
    assert "<main" in answer.text


def test_a_text_leads_to_its_original() -> None:
    spun = entries()["daily-respin/maritime-deal.txt"]
    record = examples().clean.load(spun.path)
    assert record is not None

    form = {"token": ACCESS.form_token, "q": record.record["text"]}
    shown = client().post("/search", data=form, headers={"origin": f"http://{HOST}"}).text

    callout = shown.partition('aria-label="The original"')[2].partition("</aside>")[0]
    assert f"/articles/{spun.duplicate_of}" in callout
    assert "<del>" in shown
    assert client().get(f"/search?q={spun.article_id}").headers["location"] == f"/articles/{spun.article_id}"


def test_removed_blocks_stand_where_they_stood() -> None:
    spun = entries()["daily-respin/maritime-deal.txt"]

    shown = client().get(f"/articles/{spun.article_id}").text

    first, last = shown.index("flew to Valparaíso"), shown.index("before then")
    assert shown.index('class="reason">navigation') < first
    assert shown.index('class="reason">comment form') > last
    assert "Broader" in shown


def test_a_page_that_is_gone_leaves_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    spun = entries()["daily-respin/maritime-deal.txt"]
    raw = examples().raw
    held = dict(raw._objects)  # type: ignore[attr-defined]
    raw._objects.clear()  # type: ignore[attr-defined]
    try:
        place, delivered = (client().get(f"/articles/{spun.article_id}?look={look}").text for look in ("place", "raw"))
    finally:
        raw._objects.update(held)  # type: ignore[attr-defined]

    assert "flew to Valparaíso" in place
    assert 'class="reason">navigation' in place
    assert "not there any more" in delivered


def test_swapped_words_are_marked_on_both_sides() -> None:
    spun = entries()["daily-respin/maritime-deal.txt"]

    shown = client().get(f"/compare/{spun.duplicate_of}/{spun.article_id}").text

    assert '<mark class="swapped" title="Wider">Broader</mark>' in shown
    assert '<mark class="swapped" title="Broader">Wider</mark>' in shown


def test_a_parked_input_tells_its_reason() -> None:
    shown = [client().get(f"/articles/{name}").text for name in parked()]

    assert [text for text in shown if "truncated gzip" in text]
    assert all("Kept at" in text for text in shown)


def acting(form: dict[str, str], name: str, services: Services) -> tuple[int, str]:
    app = console(services, ACCESS, hosts=[HOST], told="", actor="ada")
    browser = TestClient(app, base_url=f"http://{HOST}", cookies={COOKIE: ACCESS.key}, follow_redirects=False)
    form = {"token": ACCESS.form_token} | form
    answer = browser.post(f"/articles/{name}/acts", data=form, headers={"origin": f"http://{HOST}"})
    return answer.status_code, answer.text


def test_an_article_is_taken_down_with_a_reason_and_let_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    services = example_services()
    index = services.index
    [name] = [line.id for line in index.listed("articles", "2") if "Wider" in line.attributes["title"]]

    assert acting({"act": "takedown"}, name, services)[0] == 422
    assert acting({"act": "takedown", "reason": "wrong name"}, name, services)[0] == 200
    assert index.entries([name])[name].withdrawn is not None
    app = console(services, ACCESS, hosts=[HOST], told="", actor="ada")
    gone = TestClient(app, base_url=f"http://{HOST}", cookies={COOKIE: ACCESS.key}).get(f"/articles/{name}")
    assert (gone.status_code, "wrong name" in gone.text, "Wider" in gone.text) == (410, True, False)
    monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())
    assert acting({"act": "restore", "reason": "was right"}, name, services)[0] == 200
    assert index.entries([name]) == {}


def test_a_parked_input_is_tried_again() -> None:
    services = example_services()
    [name, *_] = [line.id for line in services.index.listed("parked", "2")]

    assert acting({"act": "redrive", "reason": "mended"}, name, services)[0] == 200
    assert [message.key for message in services.queue.messages] != []  # type: ignore[attr-defined]
    assert acting({"act": "redrive", "reason": "mended"}, "parked-0", services)[0] == 409
    assert acting({"act": "burn", "reason": "x"}, name, services)[0] == 303


def test_a_cluster_says_why_its_first_article_is_kept() -> None:
    spun = entries()["daily-respin/maritime-deal.txt"]

    assert "it was published first" in client().get(f"/clusters/{spun.article_id}").text


@pytest.mark.parametrize(
    ("port", "host", "status"), [(80, "127.0.0.1", 200), (80, "localhost", 200), (81, "localhost", 421)]
)
def test_the_console_answers_by_the_name_that_browsers_give_it(port: int, host: str, status: int) -> None:
    app = console(examples(), ACCESS, hosts=hosts_of(port), told="the examples", actor="ada")

    seen = TestClient(app, cookies={COOKIE: ACCESS.key}).get("/", headers={"host": host})

    assert seen.status_code == status


def test_an_index_of_another_release_is_named() -> None:
    services = example_services()
    note = services.index.note(NOTE)
    assert note is not None
    assert services.index.put_note(replace(note, values={**note.values, "serving": '{"unheard_of": 1}'}))
    app = console(services, ACCESS, hosts=[HOST], told="the examples", actor="ada")

    seen = TestClient(app, base_url=f"http://{HOST}", cookies={COOKIE: ACCESS.key}).get("/search?q=a+ferry")

    assert seen.status_code == 503
    assert "this release cannot compute" in seen.text


def test_each_paragraph_runs_in_its_own_direction() -> None:
    blocks = [Block("Share this", "share"), Block("صوّت مجلس المدينة يوم الثلاثاء", None)]
    parts = templates.get_template("parts.html").module

    shown = str(parts.in_place(blocks))  # type: ignore[attr-defined]

    assert '<p dir="auto">صوّت' in shown
    assert '<div class="text" dir' not in shown, "the first words, of a label, would decide for all"


@pytest.mark.parametrize("path", ["/articles", "/clusters", "/review", "/articles/{}", "/review/{}", "/clusters/{}"])
def test_titles_run_in_their_own_direction(path: str) -> None:
    spun = entries()["daily-respin/maritime-deal.txt"]
    told = client().get(path.format(spun.cluster_id if "clusters" in path else spun.article_id)).text

    lines = re.findall(r"^.*<(?:h1|a)[^>]*>(?:Norway and Chile|Council of)", told, re.MULTILINE)
    assert lines
    assert all('dir="auto"' in line for line in lines)
