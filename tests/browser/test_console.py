"""The console in headless Chromium: what a person meets, and what a hostile article cannot do."""

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
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.console.examples import each_kind_of_page, entries, every_page, examples
from unspin.console.guard import Access
from unspin.console.server import console
from unspin.local.examples import example_services
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
    assert page.locator("svg.timeline circle").count() == 5
    assert page.locator("svg.timeline path.edge").count() == 4
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
