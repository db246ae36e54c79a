"""The review queue and the policies of the console, without a browser and without its script."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.console.examples import SCRIPT, examples, stricter
from tests.console.test_pages import ACCESS, HOST
from unspin.console.guard import COOKIE
from unspin.console.server import console
from unspin.local.examples import example_services
from unspin.moderation.policy import default_policy
from unspin.pipeline.claims import claim
from unspin.pipeline.rulings import Hand, appeal
from unspin.pipeline.services import Services
from unspin.stored import Entry


class Person:
    """Somebody with a console of their own."""

    def __init__(self, services: Services, name: str) -> None:
        app = console(services, ACCESS, hosts=[HOST], told="", actor=name)
        cookies = {COOKIE: ACCESS.key}
        self._browser = TestClient(app, base_url=f"http://{HOST}", cookies=cookies, follow_redirects=False)

    def sees(self, path: str) -> str:
        return self._browser.get(path).text

    def sends(self, path: str, **form: str) -> tuple[int, str]:
        """Send a form; return the status, and where it leads or what it says."""
        told = {"token": ACCESS.form_token, **form}
        answer = self._browser.post(path, data=told, headers={"origin": f"http://{HOST}"})
        return answer.status_code, answer.headers.get("location", answer.text)


@pytest.fixture
def services() -> Services:
    """The spun article waits for review, and after it one that was appealed."""
    found = example_services(beside=stricter())
    [casino] = [entry for entry in _entries(found) if entry.action == "reject"]
    appeal(casino.article_id, found, Hand("the publisher", "we are no casino"))
    return found


def _entries(services: Services) -> list[Entry]:
    return list(services.index.entries(line.id for line in services.index.listed("articles", "2")).values())


def _waiting(services: Services) -> list[str]:
    return [line.article_id for line in services.index.waiting("age", limit=10)]


def _entry(services: Services, name: str) -> Entry:
    return services.index.entries([name])[name]


def test_the_queue_is_listed_by_age_by_score_and_by_rule(services: Services) -> None:
    ada, (spun, casino) = Person(services, "ada"), _waiting(services)

    by_age, by_score, by_rule = (ada.sees(f"/review{query}") for query in ("", "?order=score", "?rule=appeal"))

    assert by_age.index(spun) < by_age.index(casino)
    assert by_score.index(casino) < by_score.index(spun)
    assert (casino in by_rule, spun in by_rule) == (True, False)
    assert "respun.substitutions" in by_age


def test_who_takes_the_next_one_holds_it_and_nobody_else_does(services: Services) -> None:
    ada, ben, (spun, casino) = Person(services, "ada"), Person(services, "ben"), _waiting(services)

    assert ada.sends("/review/claim") == (303, f"/review/{spun}?order=age")
    assert ben.sends("/review/claim", order="age") == (303, f"/review/{casino}?order=age")

    assert "Yours until" in ada.sees(f"/review/{spun}")
    assert "ada holds it until" in ben.sees(f"/review/{spun}")
    status, told = ben.sends(f"/review/{spun}/acts", act="approve", note="fine")
    assert (status, "ada holds it until" in told) == (409, True)
    assert ada.sends(f"/review/{spun}/acts", act="release") == (303, "/review?order=age")
    assert ben.sends(f"/review/{spun}/acts", act="claim")[0] == 303
    assert services.index.claims([spun])[spun].by == "ben"


def test_a_decision_leads_to_the_next_article_and_can_be_undone_from_there(services: Services) -> None:
    ada, (spun, casino) = Person(services, "ada"), _waiting(services)

    led = ada.sends(f"/review/{spun}/acts", act="approve", note="a fair report", next="1", order="score")

    assert led == (303, f"/review/{casino}?order=score&done={spun}")
    assert _entry(services, spun).action == "publish"
    assert f'href="/review/{spun}?act=undo"' in ada.sees(led[1])
    assert ada.sends(f"/review/{spun}/acts", act="undo", note="too fast") == (303, f"/review/{spun}?order=age")
    assert _entry(services, spun).action == "review"
    assert [(act.actor, act.kind) for act in services.index.acts(spun)] == [("ada", "approved"), ("ada", "undone")]


def test_the_last_decision_leads_back_to_the_queue(services: Services) -> None:
    ada, (spun, casino) = Person(services, "ada"), _waiting(services)

    assert ada.sends(f"/review/{spun}/acts", act="reject", note="spun") == (303, f"/review?order=age&done={spun}")
    led = ada.sends(f"/review/{casino}/acts", act="reject", note="it is a casino", next="1")

    assert led == (303, f"/review?order=age&done={casino}")
    assert "Nothing waits" in ada.sees(led[1])
    assert "Rejected: " in ada.sees(led[1])


def test_what_is_called_otherwise_goes_on_waiting_as_that_unless_it_is_decided(services: Services) -> None:
    ada, (spun, _) = Person(services, "ada"), _waiting(services)
    form = {"act": "reclassify", "label": "promo.sponsored", "note": "an advertisement"}

    assert ada.sends(f"/review/{spun}/acts", **form, next="1") == (303, f"/review/{spun}?order=age")
    assert (_entry(services, spun).rule, _entry(services, spun).action) == ("promo.sponsored", "review")
    assert ada.sends(f"/review/{spun}/acts", **form, action="reject")[0] == 303
    assert _entry(services, spun).action == "reject"
    assert ada.sends(f"/review/{spun}/acts", **form | {"label": "no.such"})[0] == 409


def test_an_article_that_was_decided_is_appealed(services: Services) -> None:
    ada, published = Person(services, "ada"), next(each for each in _entries(services) if each.action == "publish")
    name = published.article_id
    assert 'value="approve"' not in ada.sees(f"/review/{name}")

    assert ada.sends(f"/review/{name}/acts", act="appeal", note="it names a child")[0] == 303

    assert _entry(services, name).action == "review"
    assert "it names a child" in ada.sees(f"/review/{name}")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"act": "approve"}, 422),
        ({"act": "approve", "note": "  "}, 422),
        ({"act": "burn", "note": "x"}, 422),
        ({"note": "x"}, 422),
        ({"act": "approve", "note": "x" * 2_001}, 409),
        ({"act": "undo", "note": "x"}, 409),
        ({"act": "approve", "note": "x", "token": "another"}, 403),
    ],
)
def test_what_says_nothing_decides_nothing(services: Services, form: dict[str, str], status: int) -> None:
    ada, (spun, _) = Person(services, "ada"), _waiting(services)

    assert ada.sends(f"/review/{spun}/acts", **form)[0] == status
    assert _entry(services, spun).rulings == ()


@pytest.mark.parametrize("path", ["/review/nope", "/policies/nope"])
def test_what_is_not_there_is_told(services: Services, path: str) -> None:
    assert "<main" in Person(services, "ada").sees(path)
    assert Person(services, "ada").sends("/review/nope/acts", act="approve", note="x")[0] == 409


def test_looking_at_an_article_claims_nothing(services: Services) -> None:
    spun, _ = _waiting(services)

    Person(services, "ada").sees(f"/review/{spun}")
    Person(services, "ada").sees("/review/claim")

    assert services.index.claims([spun]) == {}


def test_a_claim_that_ended_is_nobodys(services: Services) -> None:
    class Later:
        def now(self) -> str:
            return "2999-01-01T00:00:00.000Z"

    spun, _ = _waiting(services)
    claim(spun, services, by="ben")
    object.__setattr__(services, "clock", Later())

    assert "Nobody holds it" in Person(services, "ada").sees(f"/review/{spun}")


def test_what_the_draft_would_change_is_shown_by_rule_with_examples(services: Services) -> None:
    shown = Person(services, "ada").sees("/policies/differences")

    rule = shown.partition("length.minimum</code>")[2].partition("</tr>")[0]
    assert rule.index(">publish<") < rule.index(">review<")
    assert "words, expected at least 200" in rule
    assert "rules.length.minimum.words: 40 -&gt; 200" in shown
    assert "&lt;script&gt;" in shown


def test_the_draft_is_published_dropped_and_gone_back_from_with_a_reason(services: Services) -> None:
    ada, version = Person(services, "ada"), stricter().version

    def act(what: str, **form: str) -> int:
        return ada.sends("/policies/acts", act=what, **form)[0]

    assert act("publish", version=version) == 422
    assert act("publish", version="no-such", reason="x") == 409
    assert act("publish", version=version, reason="as agreed") == 303
    assert services.policies.current().live.version == version
    assert "No draft runs" in ada.sees("/policies/differences")
    assert act("rollback", reason="too strict") == 303
    assert services.policies.current().live.version == default_policy().version
    assert act("drop", reason="enough") == 303
    told = ada.sees("/policies")
    assert told.index("enough") < told.index("too strict") < told.index("as agreed")


def test_many_policies_are_read_page_by_page(services: Services) -> None:
    ada = Person(services, "ada")
    assert "More</a>" not in ada.sees("/policies")
    for number in range(60):
        services.policies.kept.keep(f"z{number:02}-00000000", "")

    first = ada.sees("/policies")
    following = first.partition('rel="next" href="')[2].partition('"')[0]

    assert (stricter().version in first, "Let the draft decide" in first, "z59-00000000" in first) == (
        True,
        True,
        False,
    )
    assert "z59-00000000" in ada.sees(following)


def test_a_policy_is_shown_with_how_it_differs() -> None:
    shown: Any = Person(examples(), "ada").sees(f"/policies/{stricter().version}")

    assert "duplicates.rewritten: publish -&gt; reject" in shown or "rules.length.minimum.words" in shown
    assert SCRIPT not in shown
