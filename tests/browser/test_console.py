"""The console in headless Chromium: what a person meets, and what a hostile article cannot do."""

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.console.examples import TEXT, each_kind_of_page, entries, every_page, examples, stricter
from unspin.console.guard import Access
from unspin.console.server import console
from unspin.local.examples import drop, example_services
from unspin.pipeline.listing import list_articles, list_parked
from unspin.pipeline.rulings import Hand, appeal
from unspin.pipeline.services import Services

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".tools/browser/node_modules/axe-core/axe.min.js"
IMAGES = ROOT / "docs/images"
SPUN = ROOT / "events/articles/daily-respin/maritime-deal.txt"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
ACCESS = Access()
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the console shows the example articles."""
    with served(example_services()) as found:
        yield found


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """Where it shows articles that try to act, besides."""
    with served(examples()) as found:
        yield found


@contextmanager
def served(services: Services) -> Iterator[str]:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    app = console(services, ACCESS, hosts=[f"127.0.0.1:{port}"], told="the example articles, in memory", actor="ada")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # A profile of its own is made for each launch, and removed.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained of: errors of scripts, and what the policy refused."""
    return []


def opened(browser: Browser, address: str, complaints: list[str], *, dark: bool = False, **viewport: int) -> Page:
    context = browser.new_context(viewport=viewport, color_scheme="dark" if dark else "light", locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(f"{address}/?key={ACCESS.key}")
    return page


def barriers(page: Page) -> list[tuple[str, str, Any]]:
    """Return what axe-core finds. It is put in by the browser's own tools, past the policy of the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [(page.url, each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found["violations"]]


@pytest.mark.parametrize("look", ["day", "night", "phone"])
def test_no_page_has_barriers(browser: Browser, hostile: str, complaints: list[str], look: str) -> None:
    page = opened(browser, hostile, complaints, dark=look == "night", **(PHONE if look == "phone" else DESKTOP))
    found, wide = [], []
    for path in each_kind_of_page():
        page.goto(f"{hostile}{path}")
        found += barriers(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert (found, wide) == ([], [])
    page.context.close()


def test_names_without_an_end_fit_on_a_phone(browser: Browser, complaints: list[str]) -> None:
    services = example_services()
    word = "Donaudampfschifffahrtsgesellschaftskapitaen" * 6
    for name, title in (("a", "Ferry stays, says council"), ("b", f"Ferry {word}, says council")):
        url = f"https://{'x' * 50}.{'y' * 60}.example/{name}{'z' * 300}"
        record = {"id": name, "url": url, "title": title, "text": f"{TEXT}\n\n{word} {name}"}
        drop(f"long/{name}.json", json.dumps(record).encode(), services)
    drop(f"{'k' * 400}/cut.json", b"{", services)
    ids = [each.article_id for each in list_articles(services, limit=2).articles]
    parked = [each.parked_id for each in list_parked(services, limit=1).parked]
    paths = ["", "articles", "clusters", "sites", "parked", f"compare/{ids[0]}/{ids[1]}", f"articles/{parked[0]}"]
    paths += [f"{kind}/{ids[0]}" for kind in ("articles", "review", "clusters")]
    with served(services) as found:
        page = opened(browser, found, complaints, **PHONE)
        wide = []
        for path in paths:
            page.goto(f"{found}/{path}")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append(path)
        page.context.close()

    assert wide == []


def test_no_article_acts_on_who_reads_it(browser: Browser, hostile: str, complaints: list[str]) -> None:
    page = opened(browser, hostile, complaints, **DESKTOP)
    for path in every_page():
        page.goto(f"{hostile}{path}", wait_until="domcontentloaded")
        assert page.evaluate("window.hurt") is None, path
    assert [each for each in complaints if "404" not in each] == []
    page.context.close()


def test_a_first_time_user_finds_the_original_of_a_copy_in_two_clicks(
    browser: Browser, address: str, complaints: list[str]
) -> None:
    page = opened(browser, address, complaints, **DESKTOP)
    shot(page, "console-1-overview")

    page.get_by_label("Find an article").fill(SPUN.read_text(encoding="utf-8"))
    page.get_by_role("button", name="Find").click()
    shot(page, "console-2-found")
    original = page.get_by_role("complementary", name="The original")
    original.get_by_role("link", name="Norway and Chile Sign Broader Maritime Accord").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Norway and Chile Sign Broader Maritime Accord")
    expect(page.get_by_text("harbour-post.example").first).to_be_visible()
    shot(page, "console-3-original")
    page.context.close()


def test_a_copy_is_laid_beside_its_original_word_by_word(browser: Browser, address: str, complaints: list[str]) -> None:
    page = opened(browser, address, complaints, **DESKTOP)
    page.goto(f"{address}/articles/{entries()['daily-respin/maritime-deal.txt'].article_id}")
    shot(page, "console-article")

    page.get_by_role("link", name="Side by side").click()
    expect(page.locator("mark.swapped", has_text="Broader")).to_have_attribute("title", "Wider")
    shot(page, "console-compare")
    page.go_back()
    page.get_by_role("link", name="Who copied whom").click()
    expect(page.locator("svg.timeline circle")).to_have_count(5)
    expect(page.locator("svg.timeline path.edge")).to_have_count(4)
    shot(page, "console-cluster")
    page.context.close()


def test_everything_is_reached_by_keyboard(browser: Browser, address: str, complaints: list[str]) -> None:
    page = opened(browser, address, complaints, **DESKTOP)
    page.goto(f"{address}/articles")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("[data-row] a").nth(1).text_content()
    titles = page.locator("[data-row] td.wide > a").all_text_contents()
    assert page.evaluate("document.activeElement.textContent") == titles[1], second
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[0])
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jk")
    assert page.locator("#q").input_value() == "jk"
    page.context.close()


def test_what_waits_is_decided_about_by_keyboard_alone(browser: Browser, complaints: list[str]) -> None:
    services = example_services(beside=stricter())
    entries = services.index.entries(line.id for line in services.index.listed("articles", "2"))
    for entry in entries.values():
        if entry.action == "reject":
            appeal(entry.article_id, services, Hand("the publisher", "we only report about casinos"))
    [spun, casino] = [line.article_id for line in services.index.waiting("age", limit=5)]
    with served(services) as here:
        page = opened(browser, here, complaints, **DESKTOP)
        page.goto(f"{here}/review")
        press, heading = page.keyboard.press, page.get_by_role("heading", level=1)
        shot(page, "console-review")
        press("?")
        expect(page.get_by_text("call it something else")).to_be_visible()
        press("?")
        expect(page.get_by_text("call it something else")).not_to_be_visible()
        press("j")
        press("j")
        press("Enter")
        expect(heading).to_have_text(entries[casino].title)
        assert services.index.claims([casino]) == {}
        press("b")
        expect(heading).to_have_text("Waiting for review")
        press("n")
        expect(heading).to_have_text(entries[spun].title)
        assert services.index.claims([spun])[spun].by == "ada"
        press("l")
        expect(heading).to_have_text("Waiting for review")
        page.goto(f"{here}/review/{spun}")
        press("h")
        expect(page.get_by_text("Yours until")).to_be_visible()
        shot(page, "console-decide")

        press("r")
        page.keyboard.type("an accord of the Post's, respun")  # letters that are keys elsewhere
        press("Enter")

        expect(heading).to_have_text(entries[casino].title)
        assert services.index.entries([spun])[spun].action == "reject"
        press("z")
        expect(heading).to_have_text(entries[spun].title)
        expect(page.get_by_role("radio", name="Undo")).to_be_checked()
        press("Escape")
        press("u")
        page.keyboard.type("the other way round")
        press("Enter")
        expect(page.get_by_text("the other way round")).to_be_visible()
        assert services.index.entries([spun])[spun].action == "review"
        press("c")
        page.get_by_label("What is it?").select_option("promo.sponsored")
        page.get_by_label("And then?").select_option("publish")
        page.get_by_label("Why?").fill("an advertisement, and marked as one")
        press("Enter")
        expect(heading).to_have_text(entries[casino].title)
        press("a")
        page.keyboard.type("news about a casino")
        press("Enter")
        expect(page.get_by_text("Nothing waits")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("Published: ")
        acts = [(act.kind, act.reason) for act in services.index.acts(spun)]
        assert acts == [
            ("rejected", "an accord of the Post's, respun"),
            ("undone", "the other way round"),
            ("reclassified", "an advertisement, and marked as one"),
        ]
        assert complaints == []
        page.context.close()


def test_a_key_counts_however_late_the_script_comes(browser: Browser, complaints: list[str]) -> None:
    services = example_services()
    [spun] = [line.article_id for line in services.index.waiting("age", limit=5)]
    with served(services) as here:
        page = opened(browser, here, complaints, **DESKTOP)

        def late(route: Route) -> None:
            time.sleep(1)
            route.continue_()

        page.route("**/static/app.js*", late)
        page.goto(f"{here}/review/{spun}", wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.keyboard.press("r")
        page.keyboard.type("an accord of the Post's")
        page.keyboard.press("Enter")

        expect(page.get_by_text("Nothing waits")).to_be_visible()
        assert services.index.entries([spun])[spun].action == "reject"
        assert [(act.kind, act.reason) for act in services.index.acts(spun)] == [
            ("rejected", "an accord of the Post's")
        ]
        assert complaints == []
        page.context.close()


def test_what_waits_is_decided_about_without_the_script(browser: Browser) -> None:
    services = example_services()
    [spun] = [line.article_id for line in services.index.waiting("age", limit=5)]
    with served(services) as here:
        context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{here}/?key={ACCESS.key}")
        page.get_by_role("link", name="Review", exact=True).click()
        page.get_by_role("button", name="Take the next one").click()
        page.get_by_role("link", name="Decide", exact=True).click()
        page.get_by_role("radio", name="Approve").check()
        shot(page, "console-decide-phone")
        page.get_by_label("Why?").fill("a fair report")
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_text("Nothing waits")).to_be_visible()
        assert services.index.entries([spun])[spun].action == "publish"
        context.close()


def test_the_draft_is_looked_at_and_published(browser: Browser, complaints: list[str]) -> None:
    services = example_services(beside=stricter())
    with served(services) as here:
        page = opened(browser, here, complaints, **DESKTOP)
        page.goto(f"{here}/policies")
        page.get_by_role("link", name="What the draft would change").click()
        row = page.get_by_role("row").filter(has_text="length.minimum")
        expect(row).to_contain_text("publish → review")
        expect(row).to_contain_text("expected at least 200")
        expect(page.get_by_text("rules.length.minimum.words: 40 -> 200")).to_be_visible()
        shot(page, "console-differences")

        page.get_by_text("Let the draft decide", exact=True).first.click()
        page.get_by_label("Why?").first.fill("stubs are a nuisance")
        page.get_by_role("button", name="Let the draft decide").click()

        expect(page.get_by_role("row").filter(has_text="stubs are a nuisance")).to_contain_text("published")
        assert services.policies.current().live.version == stricter().version
        assert complaints == []
        page.context.close()


def test_counts_are_renewed_while_somebody_looks(browser: Browser, address: str, complaints: list[str]) -> None:
    page = opened(browser, address, complaints, **DESKTOP)
    page.clock.install()
    page.goto(address)
    page.evaluate("document.querySelector('[data-live] dd').textContent = 'old'")

    page.clock.run_for(11_000)

    expect(page.locator("[data-live] dd").first).not_to_have_text("old")
    assert complaints == []
    page.context.close()


def shot(page: Page, name: str) -> None:
    """Take a picture for the docs, where somebody asks for it."""
    if "UNSPIN_SCREENSHOTS" in os.environ:
        page.screenshot(path=str(IMAGES / f"{name}.png"))
