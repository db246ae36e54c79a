"""Relations: what a pair is told for, and that both sides agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dedup.articles import HARBOUR, LIBRARY, PARAPHRASE, first_sentences, flat, spun
from unspin.dedup.fingerprint import fingerprint
from unspin.dedup.verify import compare, with_evidence
from unspin.model import Comparison
from unspin.stored import mirrored

WORDS = st.lists(st.sampled_from(flat(HARBOUR + LIBRARY).split()), max_size=150).map(" ".join)


def judged(a: str, b: str, language: str = "en") -> Comparison:
    return compare(fingerprint("", a, language), fingerprint("", b, language))


def test_a_text_is_exactly_itself() -> None:
    assert judged(HARBOUR, HARBOUR.upper()).relation == "exact"


def test_two_empty_texts_are_no_copies() -> None:
    assert judged("", "").relation == judged("", HARBOUR).relation == "unique"


def test_a_few_swapped_words_make_a_near_duplicate() -> None:
    edited = HARBOUR.replace("Tuesday", "Wednesday").replace("stricter", "tighter")
    assert judged(HARBOUR, edited).relation == "near_duplicate"


def test_a_spun_copy_is_rewritten() -> None:
    assert judged(HARBOUR, spun(HARBOUR)).relation == "rewritten"


def test_a_paraphrase_is_linked() -> None:
    assert judged(HARBOUR, PARAPHRASE).relation in {"rewritten", "same_story"}


def test_the_first_sentences_are_an_excerpt_and_know_it() -> None:
    found = judged(first_sentences(HARBOUR, 3), HARBOUR)
    assert (found.relation, found.part) == ("excerpt", "a")


def test_strangers_are_unique() -> None:
    assert judged(HARBOUR, LIBRARY).relation == "unique"


def test_one_template_with_other_names_and_numbers_is_no_copy() -> None:
    template = (
        "Shares of {0} rose {1} per cent to {2} on the exchange after the company said profit for the quarter was {3} "
        "million, up from {4} million a year ago. Chief executive {5} said orders were strong in all regions and that "
        "the board would propose a dividend of {6} a share at its meeting in {7}."
    )
    values = [
        ("Ardwell", "4.2", "87.35", "312", "268", "Ilse Kranich", "1.15", "Graz"),
        ("Bexcomb", "7.9", "23.61", "45", "39", "Omar Tellwright", "0.42", "Lyon"),
    ]
    assert judged(*(template.format(*each) for each in values)).relation == "unique"


WEATHER = {
    "ja": "東京で{}日、気温が{}度に達した。気象庁は熱中症に注意するよう呼びかけている。午後には{}ミリの雨が降る"
    "見込みで、夜には風が強まるという。明日は{}度まで下がる予想だ。",
    "th": "กรุงเทพฯ วันที่ {} อุณหภูมิสูงถึง {} องศา กรมอุตุนิยมวิทยาเตือนประชาชนให้ระวังโรคลมแดด คาดว่าจะมีฝน {} มิลลิเมตร"
    "ในช่วงบ่าย และลมแรงในเวลากลางคืน พรุ่งนี้อุณหภูมิจะลดลงเหลือ {} องศา",
}


@pytest.mark.parametrize("language", WEATHER)
def test_one_template_with_other_numbers_is_no_copy_in_scripts_without_blanks(language: str) -> None:
    told = WEATHER[language]

    assert judged(told.format(3, 35, 20, 28), told.format(17, 31, 45, 25), language).relation == "unique"


def test_swapped_words_are_a_copy_in_scripts_without_blanks_where_numbers_stay() -> None:
    told = WEATHER["ja"].format(3, 35, 20, 28)
    respun = (
        told.replace("注意", "警戒")
        .replace("呼びかけて", "求めて")
        .replace("予想", "見通し")
        .replace("達した", "上った")
    )

    assert judged(told, respun, "ja").relation in {"rewritten", "near_duplicate"}
    assert judged(told, respun.replace("28度", "29度"), "ja").relation in {"rewritten", "near_duplicate"}


def test_of_short_texts_nearly_all_must_agree_and_the_summary_says_that_they_are_short() -> None:
    one = "The ferry Aurelia ran aground near Skopelos on Friday; all 87 passengers were taken off by fishing boats."
    same = one.replace("ran aground", "ran  aground").replace("fishing boats", "fishing boat")
    other = (
        "The ferry Aurelia ran late near Skopelos on Friday; many passengers had complained about it all summer long."
    )
    prints = [fingerprint("", text, "en") for text in (one, same, other)]

    found = with_evidence(compare(prints[0], prints[1]), prints[0], prints[1])

    assert found.relation == "near_duplicate"
    assert "short" in found.evidence.summary
    assert compare(prints[0], prints[2]).relation == "unique"


@given(WORDS, WORDS)
def test_judging_is_symmetric(a: str, b: str) -> None:
    one, other = judged(a, b), judged(b, a)
    assert (one.relation, one.figures) == (other.relation, mirrored(other).figures)
    assert one.similarity == pytest.approx(other.similarity)


@given(WORDS, WORDS)
def test_every_figure_lies_between_none_and_all(a: str, b: str) -> None:
    found = judged(a, b)
    assert all(0 <= figure <= 1 for figure in [*found.figures.values(), found.similarity])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "挪威与智利周二在瓦尔帕莱索签署协议，向联合科考船开放十一个港口，协议价值四千八百七十万克朗。"),
        ("ja", "ノルウェーとチリは火曜日、共同調査船に十一の港を開放する協定に署名した。費用は四千八百万クローネ。"),
        ("th", "นอร์เวย์และชิลีลงนามข้อตกลงเปิดท่าเรือสิบเอ็ดแห่งให้เรือวิจัยร่วมเมื่อวันอังคารที่ผ่านมา"),
        ("ar", "وقعت النرويج وتشيلي يوم الثلاثاء اتفاقا يفتح أحد عشر ميناء أمام سفن الأبحاث المشتركة بعد محادثات."),
        ("hi", "नॉर्वे और चिली ने मंगलवार को एक समझौते पर हस्ताक्षर किए जो संयुक्त शोध जहाजों के लिए ग्यारह बंदरगाह खोलता है।"),
        ("es", "Noruega y Chile firmaron el martes un acuerdo que abre once puertos a buques de investigación."),
        ("xx", "Zorbak umindo kreel vantu sosel Harbik 4711 dorem plint ukka Vessin talo brendu."),
    ],
)  # fmt: skip
def test_nothing_breaks_in_other_scripts(language: str, sentence: str) -> None:
    text = " ".join(sentence + str(number) for number in range(100, 106))
    longer = text + " " + text.replace("1", "7")

    assert judged(text, text, language).relation == "exact"
    assert judged(text, longer, language).relation != "unique"
    assert judged(text, HARBOUR, language).relation == "unique"
    one, other = fingerprint("", text, language), fingerprint("", longer, language)
    assert set(one.keys) & set(other.probes)
    assert with_evidence(compare(one, other), one, other).evidence.summary
