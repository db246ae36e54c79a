"""A stack in memory with the example articles and with articles that try to act on who reads them."""

import json
from functools import cache
from urllib.parse import quote

from unspin.adapters.memory import MemoryIndex
from unspin.local.examples import ARTICLES, drop
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.claims import claim
from unspin.pipeline.count import count
from unspin.pipeline.policies import draft
from unspin.pipeline.rulings import Hand, appeal
from unspin.pipeline.services import Services
from unspin.runtime import embedded
from unspin.stored import Change, Entry

SCRIPT = "<script>window.hurt = 1</script>"
IMAGE = "\"><img src=x onerror='window.hurt = 1'>"
HOSTILE = f"Council of Brackenholm Votes on Its Ferry {SCRIPT} {IMAGE}"
TEXT = f"""The council of Brackenholm voted on Tuesday by 31 votes to 14 to keep the ferry {SCRIPT} for another
nine years, after a storm had left the island without supplies for eleven days in the winter of 2019.

Captain Maren Ottesen {IMAGE} told reporters that her crew of nine had learned of the vote from the radio. The county
pays 618 million kroner, of which the Lindqvist foundation gives 90 million.

Jonas Reinholt, who sells smoked eel at the landing, said {{{{ 7 * 7 }}}} that he would now paint his house."""


@cache
def examples() -> Services:
    """Return services that nobody changes: every test may read them."""
    stream: list[Change] = []
    services = embedded(stream=stream)
    draft(stricter(), services, by=IMAGE, note=SCRIPT)
    for path in sorted(each for each in ARTICLES.rglob("*") if each.is_file()):
        drop(path.relative_to(ARTICLES).as_posix(), path.read_bytes(), services)
    for number in (1, 2):
        record = {
            "id": f"{number}{SCRIPT}",
            "url": f"https://hostile{number}.example/{IMAGE}?{number}",
            "title": HOSTILE,
            "text": TEXT.replace("Tuesday", "Monday") if number == 2 else TEXT,
            "site": SCRIPT,
            "published_at": "2026-11-03",
        }
        drop(f"hostile/{number}{SCRIPT}.json", json.dumps(record).encode(), services)
    drop(f"hostile/{SCRIPT}{IMAGE}.json", f'{{"text": "{SCRIPT}'.encode(), services)
    drop(f"javascript:alert(1)/{SCRIPT}.txt", TEXT.replace("31 votes", "30 votes").encode(), services)
    for name in hostile_names(services):
        appeal(name, services, Hand(IMAGE, SCRIPT))
        claim(name, services, by=SCRIPT)
    count(stream, services.catalogue)
    return services


def hostile_names(services: Services) -> list[str]:
    """Return the ids of the two articles that were dropped to hurt, of those that do not wait for review."""
    lines = services.index.listed("articles", "2")
    entries = services.index.entries(line.id for line in lines)
    wanted = [entry for entry in entries.values() if entry.source.key.startswith("hostile")]
    return [entry.article_id for entry in wanted if entry.action != "review"]


def stricter() -> Policy:
    """Return a draft: what is rewritten is rejected, short texts wait, and so does what says a script."""
    text = default_policy().text.replace("rewritten: publish", "rewritten: reject").replace("words: 40", "words: 200")
    return read_policy(f"{text}\ndeny: {{phrases: ['{SCRIPT}']}}\n", name="stricter")


def entries() -> dict[str, Entry]:
    """Return every entry, by the key of its object."""
    index = examples().index
    assert isinstance(index, MemoryIndex)
    found = index.entries([line.id for line in index.listed("articles", "2")])
    return {entry.source.key: entry for entry in found.values()}


def parked() -> list[str]:
    """Return the ids of the parked inputs."""
    return [line.id for line in examples().index.listed("parked", "2")]


def each_kind_of_page() -> list[str]:
    """Return one path of each kind of page."""
    spun = entries()["daily-respin/maritime-deal.txt"]
    pages = ["/", "/search", "/articles", "/clusters", "/sites", "/rules", "/parked", "/nothing-here"]
    pages += ["/review", f"/review/{spun.article_id}", "/policies", "/policies/differences"]
    pages += [f"/policies/{stricter().version}"]
    pages += [f"/articles/{spun.article_id}", f"/clusters/{spun.article_id}", f"/sites/{spun.site}"]
    pages += [f"/articles/{spun.article_id}?look=raw", f"/compare/{spun.duplicate_of}/{spun.article_id}"]
    return [*pages, f"/articles/{parked()[0]}"]


def every_page() -> list[str]:
    """Return a path of each kind of page, and those of every hostile article."""
    hostile = [entry for key, entry in entries().items() if "hostile" in key or "javascript" in key]
    pages = ["/clusters?order=size", "/search?q=https%3A%2F%2Fnowhere.example%2F", "/articles?action=review"]
    pages += ["/review?order=score", f"/review?rule={quote(SCRIPT)}"]
    for entry in hostile:
        pages += [f"/articles/{entry.article_id}", f"/clusters/{entry.article_id}", f"/sites/{quote(entry.site)}"]
        pages += [f"/articles/{entry.article_id}?look={look}" for look in ("clean", "raw", "record")]
        pages += [f"/review/{entry.article_id}", f"/review?done={entry.article_id}"]
    pages += [f"/compare/{hostile[0].article_id}/{hostile[1].article_id}"]
    return [*each_kind_of_page(), *pages, *(f"/articles/{name}" for name in parked())]
