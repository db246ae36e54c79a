"""Whatever the article and the policy hold, the time is bounded and the answer explained."""

import time

import pytest

from tests.unit.moderation.test_decision import article, policy
from unspin.model import Article
from unspin.moderation.decision import decide
from unspin.moderation.folding import fold
from unspin.moderation.policy import default_policy
from unspin.moderation.reading import LONGEST, Context, Reading
from unspin.moderation.terms import TermList, Terms

EVIL = r"(x+x+)+y"  # exponential where patterns are tried by backtracking


def seconds(told: Article, rules: object) -> float:
    decide(article(), rules)  # type: ignore[arg-type]
    start = time.process_time()
    decide(told, rules)  # type: ignore[arg-type]
    return time.process_time() - start


def test_no_pattern_can_hang() -> None:
    evil = policy(f"block.patterns: {{patterns: ['{EVIL}']}}")

    assert seconds(article("x" * 100_000), evil) < 2


def test_half_a_surrogate_pair_is_searched_like_any_other_character() -> None:
    codes = policy(r"block.patterns: {patterns: ['AC-\d+']}")

    assert decide(article("\ud800 and AC-12"), codes).findings[0].evidence.endswith("AC-12…")


def test_ten_thousand_terms_take_one_pass() -> None:
    terms = ", ".join(f"blocked term number {at}" for at in range(10_000))
    many = policy(f"block.terms: {{terms: [{terms}], match: leet}}")
    told = article("The council met on Tuesday, and nobody spoke of blocked term number 7 at all. " * 100)

    assert seconds(told, many) < 0.5
    assert "100 matches" in decide(told, many).findings[0].evidence


def test_a_long_passage_is_taken_out_of_what_others_show_in_no_time() -> None:
    rules = "our.pattern: {kind: block.patterns, patterns: ['secret.+'], actions: {redact: 0.5}}, spam.terms: {}, "
    redacting = policy(f"{rules} spam.injected: {{}}, spam.stuffing: {{}}, quality.gopher_repetition: {{}}")

    assert seconds(article("secret " + "free spins here " * 12_000, title="Online casino"), redacting) < 0.8


@pytest.mark.parametrize(
    "text",
    [
        "word " * 100_000,
        "x" * 1_000_000,
        "1234567890 " * 50_000,
        "a@" * 200_000,
        "((((" * 100_000,
        "A " * 200_000,
        "+" * 300_000,
        ". " * 200_000,
        "1-" * 200_000,
        "AB12 " * 60_000,
        "\u200ba" * 100_000,
        "xanax tramadol cialis " * 9_000,
        "police xanax tramadol cialis " * 7_000,
        "fr33 sp1ns " * 18_000,
        "新" * 300_000,
        ("新" * 30_000 + "。") * 6,
        "http://" * 50_000,
        "[url=" * 60_000,
        "\n\n".join(["Cheap plumber in Leeds."] * 10_000),
    ],
    ids=lambda text: text[:8],
)
def test_a_strange_text_is_decided_in_bounded_time(text: str) -> None:
    assert seconds(article(text), default_policy()) < 5


def test_an_article_that_is_one_word_again_and_again_is_held_and_explained() -> None:
    decision = decide(article("word " * 500), default_policy())

    assert decision.action == "reject"
    assert {"spam.stuffing", "quality.gopher_repetition"} <= {found.rule for found in decision.findings}


def test_an_empty_article_is_held_for_its_length() -> None:
    decision = decide(Article(title="", blocks=(), language="en"), default_policy())

    assert (decision.action, decision.findings[0].evidence) == ("review", "0 words, expected at least 40")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "町議会は火曜日に古い橋の修理を決めました。工事は五月に始まり、夏の終わりまで続く予定です。" * 4),
        (
            "ar",
            "اجتمع المجلس يوم الثلاثاء وقرر إصلاح الجسر القديم. يبدأ العمل في مايو كما قال العمدة. " * 2 + "ثم نام.",
        ),
        ("ru", "Совет собрался во вторник и решил починить старый мост. Работы начнутся в мае, сказал мэр города."),
        ("th", "สภาเมืองประชุมเมื่อวันอังคารและตกลงซ่อมสะพานเก่า งานจะเริ่มในเดือนพฤษภาคม นายกเทศมนตรีกล่าว"),
    ],
)
def test_no_filter_of_words_is_used_on_what_it_was_not_made_for(language: str, text: str) -> None:
    found = {each.rule for each in decide(article(text, language=language), default_policy()).findings}

    assert found <= {"length.minimum", "quality.gopher_repetition", "quality.c4"}


def test_what_lies_beyond_the_bound_is_not_looked_at() -> None:
    rules = policy("block.terms: {terms: [lamp]}")

    assert decide(article("x " * (LONGEST // 2 + 1) + "lamp"), rules).findings == ()


def test_no_date_is_stale_without_the_time() -> None:
    rules = policy("date.stale: {}")
    old = article(published_at="1999-01-01")

    assert decide(old, rules).findings == ()
    assert decide(old, rules, Context(now="2026-11-24T00:00:00Z")).action == "review"


@pytest.mark.parametrize(
    ("match", "text", "is_found"),
    [
        ("word", "CAFÉ noir", True),
        ("word", "Cafe Noir", True),
        ("word", "cafés noir", False),
        ("word", "c4fe noir", False),
        ("exact", "café noir", True),
        ("exact", "Café noir", False),
        ("exact", "cafe noir", False),
        ("leet", "c4f3 n01r", True),
        ("leet", "café noir", True),
        ("leet", "decafé noir", False),
    ],
)
def test_a_term_is_found_as_its_list_says(match: str, text: str, is_found: bool) -> None:
    terms = Terms({"list": TermList(("café noir",), match)})  # type: ignore[arg-type]

    assert bool(terms.find(text, fold(text))) == is_found


def test_a_final_sigma_is_a_sigma() -> None:
    assert Terms({"list": TermList(("ΝΟΜΟΣ",))}).find("νόμος", fold("νόμος"))


def test_a_stop_ends_a_sentence_where_no_space_follows_it() -> None:
    told = Reading(article("町議会は決めました。工事は続く予定です。", title=""), Terms({}), Context())

    assert [told.text[each.start : each.end] for each in told.sentences()] == [
        "町議会は決めました。",
        "工事は続く予定です。",
    ]


def test_of_overlapping_terms_the_longer_one_is_told() -> None:
    terms = Terms({"a": TermList(("red lamp", "lamp", "the red lamp")), "b": TermList(("lamp",))})

    found = terms.find("the red lamp", "the red lamp")

    assert [hit.term for hit in found["a"]] == ["the red lamp"]
    assert [hit.term for hit in found["b"]] == ["lamp"]


def test_half_a_character_is_no_hindrance_to_finding_terms() -> None:
    terms = Terms({"list": TermList(("lamp", "\ud83d bell"))})
    text = "A lamp \ud83d bell é lamp"

    assert [(hit.start, hit.end) for hit in terms.find(text, fold(text))["list"]] == [(2, 6), (7, 13), (16, 20)]


def test_what_is_found_stays_the_same_when_a_faster_search_takes_over() -> None:
    terms = Terms({"a": TermList(("red lamp", "lamp")), "b": TermList(("free",), "leet")})
    texts = ["The red lamp is free, é.", "Lamps, lamp", "FR33 or free"]
    first = [terms.find(text, fold(text)) for text in texts]

    assert [len(found) for found in first] == [2, 1, 1]
    for _ in range(150):
        assert [terms.find(text, fold(text)) for text in texts] == first
