"""What a person decides stands, whatever policies, copies and deliveries do meanwhile; and nobody decides twice."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.stack import ARTICLES
from tests.unit.pipeline.test_policies import policy
from unspin.errors import Refused, TransientError
from unspin.messages import ArticleStored
from unspin.moderation.policy import read_policy
from unspin.pipeline.claims import CLOCKS_DIFFER, LEASE, claim, release
from unspin.pipeline.identity import id_of_object
from unspin.pipeline.ingest import ingest
from unspin.pipeline.policies import publish
from unspin.pipeline.review import claim_next, claim_one, waiting
from unspin.pipeline.rulings import Hand, appeal, approve, reclassify, reject, undo
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.pipeline.show import show
from unspin.pipeline.take_down import take_down
from unspin.runtime import embedded
from unspin.stored import Entry

ORIGINAL = (ARTICLES / "harbour-post/maritime-accord.html").read_bytes()
SPUN = (ARTICLES / "daily-respin/maritime-deal.txt").read_bytes()
BRIEF = (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes()
NAME = id_of_object("raw", "copy.txt")
ADA, BEN = Hand("ada", "a fair report"), Hand("ben", "no, it is spun")


@dataclass
class Now:
    """The time, which goes on when it is told to."""

    at: datetime = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def now(self) -> str:
        return self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.fixture
def services() -> Services:
    """A spun article waits for review."""
    found = replace(embedded(), clock=Now())
    drop(found, "copy.txt", SPUN)
    assert entry(found).action == "review"
    return found


def drop(services: Services, key: str, data: bytes, at: str = "2026-11-02T10:00:00.000Z") -> None:
    services.raw.put("raw", key, data)  # type: ignore[attr-defined]
    list(ingest(ArticleStored("raw", key, event_time=at), services))


def later(services: Services, span: timedelta) -> None:
    services.clock.at += span  # type: ignore[attr-defined]


def entry(services: Services, name: str = NAME) -> Entry:
    return services.index.entries([name])[name]


def record(services: Services, name: str = NAME) -> dict[str, Any]:
    """Return the only record there is of an article, at the place that its entry names."""
    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    [path] = [path for path in stored if path.endswith(f"{name}.json")]
    assert path == entry(services, name).path
    found: dict[str, Any] = json.loads(stored[path])
    assert found["decision"] == entry(services, name).action
    return found


def trail(services: Services, name: str = NAME) -> list[tuple[str, str]]:
    return [(act.actor, act.kind) for act in services.index.acts(name)]


def test_an_approved_article_is_published_and_says_by_whom(services: Services) -> None:
    ruled = approve(NAME, services, ADA)

    assert (ruled.action_before, ruled.action) == ("review", "publish")
    assert entry(services).path.startswith("clean/")
    reviewed = record(services)["reviewed"]
    assert (reviewed["kind"], reviewed["by"], reviewed["note"]) == ("approved", "ada", "a fair report")
    [act] = services.index.acts(NAME)
    assert (act.actor, act.kind, act.reason) == ("ada", "approved", "a fair report")
    assert act.policy_version == services.policy.version
    assert act.details == {"action": "review -> publish"}
    assert [each.kind for each in show(NAME, services).acts] == ["approved"]  # type: ignore[union-attr]


def test_a_rejected_article_is_rejected_and_keeps_its_findings(services: Services) -> None:
    before = record(services)["findings"]

    reject(NAME, services, BEN)

    assert entry(services).path.startswith("rejected/")
    assert record(services)["findings"] == before
    assert entry(services).rule == "respun.title"


# --- who outranks whom


def test_it_stands_when_the_same_content_comes_again(services: Services) -> None:
    approve(NAME, services, ADA)

    drop(services, "copy.txt", SPUN)
    drop(services, "copy.txt", SPUN, at="2026-11-03T10:00:00.000Z")

    assert entry(services).action == "publish"


def test_it_stands_when_its_original_comes_and_the_policy_rejects_copies() -> None:
    text = embedded().policy.text.partition("duplicates:")[0] + "duplicates: {rewritten: reject}"
    services = embedded(read_policy(text, name="strict"))
    drop(services, "copy.txt", SPUN)
    approve(NAME, services, ADA)

    drop(services, "original.html", ORIGINAL)

    assert entry(services).duplicate_of == id_of_object("raw", "original.html")
    assert record(services)["decision"] == "publish"
    assert record(services)["findings"][0]["rule"] == "duplicate.rewritten"
    undo(NAME, services, BEN)
    assert record(services)["decision"] == "reject"


def test_it_stands_when_another_policy_decides_about_the_same_content(services: Services) -> None:
    reject(NAME, services, BEN)
    publish(policy("lenient"), services, by="ada", note="why not")

    drop(services, "copy.txt", SPUN, at="2026-11-03T10:00:00.000Z")

    assert record(services)["policy_version"] == policy("lenient").version
    assert record(services)["decision"] == "reject"
    undo(NAME, services, ADA)
    assert record(services)["decision"] == "publish"


def test_it_stands_for_the_same_text_on_a_page_that_has_changed(services: Services) -> None:
    drop(services, "page.html", ORIGINAL)
    name = id_of_object("raw", "page.html")
    reject(name, services, BEN, anyway=True)

    drop(
        services, "page.html", ORIGINAL.replace(b"</body>", b"<!-- served by 7 --></body>"), "2026-11-03T10:00:00.000Z"
    )

    assert entry(services, name).source.sha256 != entry(services, name).rulings[0].sha256
    assert record(services, name)["decision"] == "reject"


def test_it_lapses_when_the_text_changes_and_the_trail_says_so(services: Services) -> None:
    reject(NAME, services, BEN)

    drop(services, "copy.txt", BRIEF, at="2026-11-03T10:00:00.000Z")

    assert record(services)["decision"] == "publish"
    assert record(services)["reviewed"] is None
    assert trail(services) == [("ben", "rejected"), ("unspin", "lapsed")]
    assert "ben rejected" in services.index.acts(NAME)[1].reason


def test_what_the_pipeline_decides_otherwise_is_in_the_trail_too() -> None:
    text = embedded().policy.text.partition("duplicates:")[0] + "duplicates: {rewritten: reject}"
    services = embedded(read_policy(text, name="strict"))
    drop(services, "copy.txt", SPUN)

    drop(services, "original.html", ORIGINAL)

    [act] = services.index.acts(NAME)
    assert (act.actor, act.kind, act.reason) == ("unspin", "moved", "duplicate.rewritten")
    assert act.details == {"action": "review -> reject"}


# --- taking back


def test_undo_brings_back_what_was_decided_before(services: Services) -> None:
    approve(NAME, services, ADA)
    reject(NAME, services, BEN, anyway=True)

    decided = [undo(NAME, services, ADA).action for _ in range(2)]

    assert decided == ["publish", "review"]
    assert entry(services).rulings == ()
    assert record(services)["reviewed"] is None
    assert trail(services) == [("ada", "approved"), ("ben", "rejected"), ("ada", "undone"), ("ada", "undone")]
    with pytest.raises(Refused, match="nothing to undo"):
        undo(NAME, services, ADA)


def test_an_appeal_puts_a_decided_article_back_in_the_queue_on_top(services: Services) -> None:
    drop(services, "win.html", (ARTICLES / "luckyspin/win-big.html").read_bytes())
    rejected = id_of_object("raw", "win.html")
    assert entry(services, rejected).action == "reject"

    appeal(rejected, services, Hand("the publisher", "we are a news site"))

    [first, second] = waiting(services, order="score").articles
    assert (first.article_id, first.rule, first.score) == (rejected, "appeal", 1.0)
    assert second.article_id == NAME
    with pytest.raises(Refused, match="waits for review already"):
        appeal(rejected, services, ADA)
    reject(rejected, services, BEN)
    assert waiting(services).articles[0].article_id == NAME


def test_a_reclassified_article_waits_under_its_new_rule(services: Services) -> None:
    since = entry(services).held_since
    later(services, timedelta(hours=1))

    reclassify(NAME, services, ADA, label="stub.paywall")

    [line] = waiting(services, rule="stub.paywall").articles
    assert (line.article_id, line.held_since, line.reviewed_before) == (NAME, since, "ada reclassified")
    assert waiting(services, rule="respun.title").articles == []
    assert record(services)["reviewed"]["label"] == "stub.paywall"
    with pytest.raises(Refused, match="there is no rule stub"):
        reclassify(NAME, services, ADA, label="stub.nonsense")


# --- two people


def test_two_people_never_hold_one_article(services: Services) -> None:
    held = claim(NAME, services, by="ada")

    with pytest.raises(Refused, match=f"ada holds it until {held.until}"):
        claim(NAME, services, by="ben")
    with pytest.raises(Refused, match="ada holds it"):
        approve(NAME, services, BEN)

    assert entry(services).rulings == ()
    assert release(NAME, services, by="ada")
    claim(NAME, services, by="ben")


@pytest.mark.parametrize(
    ("span", "is_free"),
    [(LEASE, False), (LEASE + CLOCKS_DIFFER, False), (LEASE + CLOCKS_DIFFER + timedelta(milliseconds=1), True)],
)
def test_a_claim_ends_by_itself_a_while_after_its_holder_thinks(
    services: Services, span: timedelta, is_free: bool
) -> None:
    claim(NAME, services, by="ada")
    later(services, span)

    if is_free:
        claim(NAME, services, by="ben")
    else:
        with pytest.raises(Refused):
            claim(NAME, services, by="ben")


def test_who_fell_asleep_over_a_claim_cannot_decide_beside_its_next_holder(services: Services) -> None:
    claim(NAME, services, by="ada")

    def taken_over() -> None:
        later(services, 2 * LEASE)
        claim(NAME, services, by="ben")

    asleep = replace(services, index=Before(services.index, "put_entry", taken_over))  # type: ignore[arg-type]

    with pytest.raises(Refused, match="ben holds it"):
        approve(NAME, asleep, ADA)

    assert entry(services).action == "review"
    assert trail(services) == []


def test_nobody_decides_on_top_of_what_somebody_else_decided_meanwhile(services: Services) -> None:
    approve(NAME, services, ADA)
    with pytest.raises(Refused, match="ada approved it at 2026"):
        reject(NAME, services, BEN)

    fast = replace(services, index=Before(services.index, "put_claim", lambda: appeal(NAME, services, BEN)))  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"ben appealed it at \S+ meanwhile; look at it again"):
        reject(NAME, fast, ADA, anyway=True)
    assert services.index.claims([NAME]) == {}


def test_a_claim_from_before_outlives_a_decision_that_is_refused(services: Services) -> None:
    approve(NAME, services, ADA)
    claim(NAME, services, by="ben")

    def updated() -> None:
        drop(services, "copy.txt", BRIEF, at="2026-11-03T10:00:00.000Z")

    fast = replace(services, index=Before(services.index, "put_claim", updated))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="meanwhile; look at it again"):
        reject(NAME, fast, BEN, anyway=True)

    assert services.index.claims([NAME])[NAME].by == "ben"
    with pytest.raises(Refused, match="ben holds it"):
        reject(NAME, services, ADA, anyway=True)


def test_a_decision_gives_the_claim_back(services: Services) -> None:
    claim(NAME, services, by="ada")

    approve(NAME, services, ADA)

    assert services.index.claims([NAME]) == {}


def test_the_next_one_is_the_first_that_nobody_holds(services: Services) -> None:
    drop(services, "again.txt", SPUN.replace(b"Norway", b"Iceland").replace(b"Chile", b"Peru"))
    first, second = [line.article_id for line in waiting(services).articles]

    assert claim_next(services, by="ada").article_id == first
    assert claim_next(services, by="ben").article_id == second
    with pytest.raises(Refused, match="all of the first 2 are held by others"):
        claim_next(services, by="eve")
    assert [line.claimed_by for line in waiting(services).articles] == ["ada", "ben"]


# --- what cannot be done


@pytest.mark.parametrize("act", [approve, reject, appeal, undo])
def test_what_is_not_there_cannot_be_decided(services: Services, act: Any) -> None:
    with pytest.raises(Refused, match="there is no article nothing"):
        act("nothing", services, ADA)
    take_down(NAME, services, actor="ada", reason="a wish")
    with pytest.raises(Refused, match="was taken down by ada"):
        act(NAME, services, ADA)


@pytest.mark.parametrize(("by", "note"), [("", "why"), ("ada", " "), ("ada", "x" * 2_001)])
def test_an_act_says_who_and_why(by: str, note: str) -> None:
    with pytest.raises(Refused):
        Hand(by, note)


def test_only_what_waits_is_claimed_by_name(services: Services) -> None:
    drop(services, "original.html", ORIGINAL)

    with pytest.raises(Refused, match="does not wait for review"):
        claim_one(id_of_object("raw", "original.html"), services, by="ada")
    with pytest.raises(Refused, match="there is no article"):
        claim_one("nothing", services, by="ada")
    assert claim_one(NAME, services, by="ada").article_id == NAME


# --- whatever crashes


@pytest.mark.parametrize("port", ["index", "clean"])
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("took_effect", [False, True])
def test_a_decision_that_is_cut_off_happens_or_does_not_and_the_next_touch_ends_it(
    services: Services, port: str, nth: int, took_effect: bool
) -> None:
    dying: Any = Dying(getattr(services, port), nth, took_effect=took_effect)
    try:
        approve(NAME, replace(services, **{port: dying}), ADA)
    except TransientError:
        settle(NAME, services)

    decided = trail(services) == [("ada", "approved")]
    assert record(services)["decision"] == ("publish" if decided else "review")
    assert not entry(services).pending
    assert bool(entry(services).rulings) == decided


def test_an_act_whose_answer_was_lost_is_told_as_done_once(services: Services) -> None:
    lost: Any = Lost(services.index)

    ruled = approve(NAME, replace(services, index=lost), ADA)

    assert ruled.action == "publish"
    assert record(services)["decision"] == "publish"
    assert trail(services) == [("ada", "approved")]


@dataclass
class Before:
    """A port at which somebody else acts first, once."""

    real: Any
    call: str
    act: Any

    def __getattr__(self, name: str) -> Any:
        act = self.act
        if name == self.call and act is not None:
            self.act = None
            act()
        return getattr(self.real, name)


@dataclass
class Dying:
    """A port whose nth write is cut off: before it, or after it took effect."""

    real: Any
    nth: int
    took_effect: bool

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.real, name)
        if name not in {"put_claim", "put_entry", "replace", "remove"}:
            return real

        def write(*arguments: Any, **more: Any) -> Any:
            self.nth -= 1
            if self.nth == 0 and not self.took_effect:
                raise TransientError("cut off")
            done = real(*arguments, **more)
            if self.nth == 0:
                raise TransientError("cut off")
            return done

        return write


@dataclass
class Lost:
    """An index that writes the entry, and says that it did not, once."""

    real: Any
    lost: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def put_entry(self, entry: Entry, **more: Any) -> bool:
        done: bool = self.real.put_entry(entry, **more)
        if done and more.get("act") is not None and not self.lost:
            self.lost = True
            return False
        return done


def test_a_record_that_a_dead_delivery_of_an_older_text_left_is_in_nobodys_way(services: Services) -> None:
    path = entry(services).path.replace("review/", "clean/")
    older = json.loads(services.clean.stored[entry(services).path])  # type: ignore[attr-defined]
    older |= {"revision": 1, "text": "An older text.", "source": {**older["source"], "sha256": "0" * 64}}
    assert services.clean.replace(path, older, None)

    claim_one(NAME, services, by="ada")
    approve(NAME, services, ADA)

    assert not entry(services).pending
    assert entry(services).path == path
    assert record(services)["text"] != "An older text."
