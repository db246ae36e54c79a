"""`unspin review` against the stack of the template in this process."""

from typing import Any

from tests.cli.test_policy import done, refused
from tests.cli.test_stack import SPUN_KEY, ask, asked
from tests.e2e.stack import LocalStack

ADA = ("--by", "ada", "--note", "a fair report")
CASINO = "luckyspin/win-big.html"


def spun(stack: LocalStack) -> Any:
    return stack.records()[SPUN_KEY]


def test_an_article_goes_from_the_queue_to_where_a_person_puts_it(ingested: LocalStack) -> None:
    name = spun(ingested)["article_id"]
    [line] = asked("review", "list")["articles"]
    assert (line["article_id"], line["rule"]) == (name, "respun.substitutions")
    assert "Norway and Chile Sign Wider" in done("review", "list", "--order", "score")
    assert asked("review", "list", "--rule", "respun.substitutions")["articles"] == [line]
    assert "nothing waits" in done("review", "list", "--rule", "spam.terms")
    page = asked("review", "list", "--limit", "1")
    assert asked("review", "list", "--limit", "1", "--cursor", page["next"]) == {"articles": [], "next": None}

    assert f"ada holds {name} until" in done("review", "claim", "--by", "ada")
    assert "ada holds it until" in refused("review", "reject", name, "--by", "ben", "--note", "no")
    assert "ada until" in done("review", "list")
    ruled = asked("review", "approve", name, *ADA, "--allow-phrase", "wider accord")

    assert (ruled["ruled"]["action_before"], ruled["ruled"]["action"]) == ("review", "publish")
    assert spun(ingested)["decision"] == "publish"
    assert ingested.stored("review/") == {}
    shown = done("show", name)
    assert "approved by ada: a fair report" in shown
    assert "review -> publish" in shown
    assert asked("show", name)["acts"][-1]["actor"] == "ada"
    assert "allow.phrases" in done("review", "proposals")


def test_a_decision_is_appealed_undone_and_called_otherwise(ingested: LocalStack) -> None:
    record = ingested.records()[CASINO]
    name = record["article_id"]

    assert "does not wait for review" in refused("review", "approve", name, *ADA)
    done("review", "appeal", name, "--by", "the publisher", "--note", "we are no casino")
    assert asked("review", "list", "--order", "score")["articles"][0]["rule"] == "appeal"
    done("review", "reclassify", name, "--as", "promo.sponsored", *ADA)
    assert len(asked("review", "list", "--rule", "promo.sponsored")["articles"]) == 1
    done("review", "reject", name, *ADA, "--deny-site")
    output = done("review", "undo", name, "--by", "ben", "--note", "too fast")

    assert "reject -> review" in output
    acts = [(act["actor"], act["kind"]) for act in asked("show", name)["acts"]]
    assert acts == [("the publisher", "appealed"), ("ada", "reclassified"), ("ada", "rejected"), ("ben", "undone")]


def test_what_a_review_taught_becomes_a_draft_on_request(ingested: LocalStack) -> None:
    name = spun(ingested)["article_id"]
    done("review", "reject", name, *ADA, "--deny-site", "--deny-phrase", "wider maritime accord")
    found = asked("review", "proposals")
    assert {(each["section"], each["kind"]) for each in found} == {("deny", "sites"), ("deny", "phrases")}

    done("review", "proposals", "draft", *(each["proposal_id"] for each in found), *ADA)

    assert "deny: {" in done("policy", "show", "draft")
    assert asked("review", "proposals") == []
    done("review", "appeal", name, *ADA)
    ask("review", "reject", name, *ADA, "--deny-phrase", "another phrase")
    [open_one] = asked("review", "proposals")
    done("review", "proposals", "dismiss", open_one["proposal_id"], *ADA)
    assert asked("review", "proposals", "--state", "dismissed")[0]["value"] == "another phrase"


def test_a_claim_is_given_back(ingested: LocalStack) -> None:
    name = spun(ingested)["article_id"]
    done("review", "claim", name, "--by", "ada", "--minutes", "5")

    done("review", "release", name, "--by", "ada")

    assert "holds no claim" in refused("review", "release", name, "--by", "ada")
    assert asked("review", "claim", "--by", "ben")["by"] == "ben"
    assert "held by others" in refused("review", "claim", "--by", "ada")
