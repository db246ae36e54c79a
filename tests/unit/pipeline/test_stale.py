"""An article that is taken down while somebody asks is not shown as present, whenever it happens."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from unspin.adapters.memory import MemoryIndex
from unspin.local.examples import ARTICLES, drop
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.count import count
from unspin.pipeline.differences import draft_differences
from unspin.pipeline.listing import list_articles
from unspin.pipeline.look_up import find_text, find_url
from unspin.pipeline.policies import draft
from unspin.pipeline.review import list_waiting
from unspin.pipeline.services import Services
from unspin.pipeline.show import show, show_cluster, show_relations
from unspin.pipeline.take_down import take_down
from unspin.runtime import embedded
from unspin.stored import Change

TITLE = "Norway and Chile Sign Wider Maritime Accord"
SPUN = "daily-respin/maritime-deal.txt"
ORIGINAL = "harbour-post/maritime-accord.html"


class Between:
    """Passes calls of a port on, and tells of each before it is made."""

    def __init__(self, port: Any, told: Callable[[], None]) -> None:
        self._port, self._told = port, told

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            self._told()
            return method(*args, **kwargs)

        return called


def held() -> tuple[Services, str]:
    """Return services that hold an original and its copy, and the copy's id."""
    stream: list[Change] = []
    services = embedded(stream=stream)
    draft(rejecting(), services, by="ada", note="to have an example")
    for key in (ORIGINAL, SPUN):
        drop(key, (ARTICLES / key).read_bytes(), services)
    count(stream, services.catalogue)
    index = services.index
    assert isinstance(index, MemoryIndex)
    [name] = [line.id for line in index.listed("articles", "2") if line.attributes["title"] == TITLE]
    return services, name


def rejecting() -> Policy:
    text = default_policy().text.replace("rewritten: publish", "rewritten: reject")
    return read_policy(text, name="rejecting")


QUESTIONS: dict[str, Callable[[str, Services], Any]] = {
    "the article": show,
    "its relations": lambda name, services: show_relations(name, services),
    "its cluster": lambda name, services: show_cluster(name, services),
    "articles": lambda _, services: list_articles(services, limit=10),
    "articles by decision": lambda _, services: list_articles(services, limit=10, action="review"),
    "articles by rule": lambda _, services: list_articles(services, limit=10, rule="respun.title"),
    "the queue": lambda _, services: list_waiting(services, limit=10),
    "what the draft would change": lambda _, services: draft_differences(services, days=1),
    "its text": lambda _, services: find_text((ARTICLES / SPUN).read_text(encoding="utf-8"), services),
    "a url of its original": lambda _, services: find_url(
        "https://www.harbour-post.example/world/norway-chile-maritime-accord", services
    ),
}


@pytest.mark.parametrize("asked", QUESTIONS)
def test_what_is_taken_down_while_somebody_asks_is_not_shown(asked: str) -> None:
    services, name = held()
    assert TITLE in repr(QUESTIONS[asked](name, services)) or name in repr(QUESTIONS[asked](name, services))
    calls = 0

    def counted() -> None:
        nonlocal calls
        calls += 1

    QUESTIONS[asked](name, between(services, counted))
    for moment in range(calls):
        services, name = held()
        shown = repr(QUESTIONS[asked](name, between(services, taken_down(moment, name, services))))
        assert TITLE not in shown, f"taken down before call {moment + 1} of {calls}"


def taken_down(moment: int, name: str, services: Services) -> Callable[[], None]:
    passed = 0

    def told() -> None:
        nonlocal passed
        if passed == moment:
            passed += 1
            take_down(name, services, actor="me", reason="why")
        passed += 1

    return told


def between(services: Services, told: Callable[[], None]) -> Services:
    ports = {name: Between(getattr(services, name), told) for name in ("clean", "index", "catalogue")}
    return replace(services, **ports)  # type: ignore[arg-type]
