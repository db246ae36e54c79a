"""What arrays tell of a text is what regular expressions and loops find in it."""

import re
from collections import Counter
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.moderation.test_decision import article
from unspin.moderation.folding import fold, visible
from unspin.moderation.marks import DIGIT, LOWER, PART, SPACE, UPPER, WORD, marks_of
from unspin.moderation.reading import Context, Reading
from unspin.moderation.rules.quality_gopher_repetition import QualityGopherRepetition
from unspin.moderation.rules.spam_doorway import SpamDoorway
from unspin.moderation.rules.spam_stuffing import SpamStuffing
from unspin.moderation.terms import Terms
from unspin.moderation.words import WORDS, grams, words_of

TEXTS = st.text(st.one_of(st.sampled_from("aAbé1_'’.-–, \n½ςΣж新"), st.characters()), max_size=60)
FEW = st.sampled_from(
    ["lamp", "Lamp", "the", "in", "Leeds", "York", "New", "plumber", "cheap", "it’s", "3.14", "“so", "a-b", "12", "é"]
)
TOWNS = st.sampled_from(["Leeds", "York", "New York", "São Paulo", "'Leeds", "”York", "Leeds-York"])
LINES = st.tuples(
    st.sampled_from(["the", "The", "a cheap", "3.14 it’s"]), TOWNS, st.sampled_from([" lamp", " is in", ""])
)
SIGNS = st.sampled_from([" ", " ", " ", ". ", ".", "! ", "\n", ".” ", ".'", "。", "… "])
PROSE = st.lists(st.tuples(FEW, SIGNS), max_size=80).map(lambda parts: "".join(map("".join, parts)))
STUFFED = st.lists(st.sampled_from(["cheap plumber ", "the ", "in ", "it ", "lamp "]), max_size=20).map("".join)
DOORWAYS = st.lists(st.tuples(LINES.map(" ".join), SIGNS), max_size=5).map(lambda parts: "".join(map("".join, parts)))


def reading(text: str) -> Reading:
    return Reading(article(text.replace("\n", "\n\n")), Terms({}), Context())


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_lines_that_are_taken_as_they_stand_need_no_change(lines: list[str]) -> None:
    told = Reading(replace(article(""), title=lines[0], blocks=tuple(lines[1:])), Terms({}), Context())

    assert told.passages == tuple(map(visible, lines))
    assert told.text == "\n".join(told.passages)
    assert len(told.marks) == len(told.text)


@given(TEXTS)
def test_the_words_are_those_of_the_expression(text: str) -> None:
    words = words_of(text, marks_of(text))

    found = [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]

    assert found == WORDS.findall(text)
    assert words.plain.tolist() == [word.isalpha() for word in found]
    assert words.lengths.tolist() == [len(word) for word in found]


@given(PROSE)
def test_equal_words_and_only_they_have_equal_keys(text: str) -> None:
    folded = fold(text)
    words = words_of(folded, marks_of(folded))
    found = WORDS.findall(folded)

    assert len(set(words.keys.tolist())) == len(set(found))
    assert words.numbers.tolist() == [found.index(word) for word in found]
    for n in (1, 2, 5):
        rows = [tuple(found[at : at + n]) for at in range(len(found) - n + 1)]
        counts = Counter(grams(words.keys, n).tolist())
        assert sorted(counts.values()) == sorted(Counter(rows).values())


def test_the_letters_of_one_word_do_not_pass_for_those_of_the_next() -> None:
    text = "ab c 0 c1b"  # 0 and 1 have the codes that add up to a

    first, _, last = grams(words_of(text, marks_of(text)).keys, 2).tolist()

    assert first != last


@given(TEXTS)
def test_marks_are_what_expressions_mean(text: str) -> None:
    for mark, pattern in ((WORD, r"\w"), (DIGIT, r"\d"), (PART, r"[^\W\d_]")):
        assert ((marks_of(text) & mark) != 0).tolist() == [re.match(pattern, each) is not None for each in text]
    assert ((marks_of(text) & SPACE) != 0).tolist() == [not each.split() for each in text]
    small = ((marks_of(text) & LOWER) != 0).any() and not ((marks_of(text) & UPPER) != 0).any()
    assert small == text.islower()


# --- where a rule skips a text, the closer look that it spares would have seen nothing


class ThoroughDoorway(SpamDoorway):
    """Looks at every text closely."""

    def _is_hopeless(self, reading: Reading) -> bool:
        return False


class ThoroughStuffing(SpamStuffing):
    """Looks at every text closely."""

    def _has_frequent_keyword(self, reading: Reading) -> bool:
        return True


@settings(max_examples=300)
@given(st.one_of(PROSE, DOORWAYS), st.sampled_from([0.1, 0.25, 0.5]))
# A number with a stop in it holds a sentence's end, and half of it belongs to either.
@example("The Leeds  lamp The York  lamp 3.14 it’s Leeds  lamp. The York  lamp The York  lamp ", 0.25)
@example("3.a cheap Leeds lamp. a cheap York lamp", 0.25)
def test_no_doorway_is_passed_over(text: str, share: float) -> None:
    options = {"variants": 2, "share": share}

    found, expected = (
        list(rule.model_validate(options).see(reading(text), "")) for rule in (SpamDoorway, ThoroughDoorway)
    )

    assert found == expected


@given(st.one_of(PROSE, STUFFED), st.sampled_from([0.12, 0.9]), st.sampled_from([0.1, 0.3, 0.9]))
def test_no_stuffing_is_passed_over(text: str, word_share: float, pair_share: float) -> None:
    options = {"least": 2, "word_share": word_share, "pair_share": pair_share, "figures": 0.9}

    found, expected = (
        list(rule.model_validate(options).see(reading(text), "")) for rule in (SpamStuffing, ThoroughStuffing)
    )

    assert found == expected


@given(PROSE)
def test_the_repetition_is_that_of_the_paper(text: str) -> None:
    told = reading(text)
    found = {
        name: share
        for seen in QualityGopherRepetition(least=1).see(told, "")
        for name, share in re.findall(r"(\w+_gram\w+) \((\d+)%\)", seen.evidence)
    }

    assert found == {name: f"{share:.0%}"[:-1] for name, share, bound in _shares(told.words) if share > bound}


def _shares(words: tuple[str, ...]) -> list[tuple[str, float, float]]:
    """Return what table A1 counts, counted slowly."""
    total = sum(map(len, words)) or 1
    places = {word: words.index(word) for word in words}
    shares = []
    for n, bound in ((2, 0.20), (3, 0.18), (4, 0.16)):
        counts = Counter(tuple(words[at : at + n]) for at in range(len(words) - n + 1))
        ranked = sorted(counts, key=lambda gram: (-counts[gram], [places[word] for word in gram]))
        top = next((gram for gram in ranked if counts[gram] > 1), ())
        shares.append((f"top_{n}_gram_character_fraction", counts[top] * sum(map(len, top)) / total, bound))
    for n, bound in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)):
        before: set[tuple[str, ...]] = set()
        covered: set[int] = set()
        for at in range(len(words) - n + 1):
            gram = tuple(words[at : at + n])
            if gram in before:
                covered.update(range(at, at + n))
            before.add(gram)
        shares.append((f"duplicate_{n}_gram_character_fraction", sum(len(words[at]) for at in covered) / total, bound))
    return shares
