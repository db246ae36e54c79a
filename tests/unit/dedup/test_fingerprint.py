"""Keys: few written, many looked up, the same in every process."""

import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dedup.articles import HARBOUR, LIBRARY, PARAPHRASE, first_sentences, flat, spun
from unspin.dedup.fingerprint import Fingerprint, family, fingerprint, prepare
from unspin.dedup.keys import named, paired, ranked
from unspin.dedup.scheme import CURRENT, Scheme

TEXTS = st.text(max_size=400)
HASHES = st.integers(0, 2**64 - 1)
WORDS = st.lists(st.sampled_from(flat(HARBOUR + LIBRARY).split()), max_size=120).map(" ".join)


def of(text: str, language: str = "en") -> Fingerprint:
    return fingerprint("", text, language)


@given(TEXTS | WORDS, st.sampled_from(["en", "de", "zh", "und", "xx"]))
def test_any_text_has_few_keys_and_looks_all_of_them_up(text: str, language: str) -> None:
    made = of(text, language)

    assert len(made.keys) <= CURRENT.written
    assert set(made.keys) <= set(made.probes)
    assert len(made.probes) == len(set(made.probes)) <= 24


@given(WORDS)
def test_keys_do_not_depend_on_what_was_read_before(text: str) -> None:
    before = of(text).keys
    of(LIBRARY.upper()).keys  # noqa: B018  # fills the lexicon
    assert of(text).keys == before


def test_two_schemes_share_no_key_and_are_computed_side_by_side() -> None:
    current, other = of(HARBOUR), fingerprint("", HARBOUR, "en", Scheme(code=CURRENT.code + 1))

    assert len(current.keys) == len(other.keys)
    assert not set(current.probes) & set(other.probes)
    assert current.keys == of(HARBOUR).keys


@pytest.mark.parametrize("field", [each.name for each in fields(Scheme)])
def test_a_scheme_that_differs_in_anything_is_another_version(field: str) -> None:
    value = getattr(CURRENT, field)
    if isinstance(value, str):
        with pytest.raises(ValueError, match="this release computes"):
            replace(CURRENT, **{field: value + "x"})
    else:
        assert replace(CURRENT, **{field: value + 1}).version != CURRENT.version


def test_the_scheme_has_the_version_that_stored_keys_carry() -> None:
    # Changing it orphans every stored key: wanted only with a re-index and a decision record.
    assert CURRENT.version == "3-27833d"


def test_keys_are_the_same_in_another_process() -> None:
    code = f"from unspin.dedup.fingerprint import fingerprint; print(*fingerprint('', {LIBRARY!r}, 'en').keys)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert tuple(other.stdout.split()) == of(LIBRARY).keys


@pytest.mark.parametrize("copy", [spun(HARBOUR), PARAPHRASE, first_sentences(HARBOUR, 3), HARBOUR.upper()])
def test_copies_are_found_from_either_side(copy: str) -> None:
    original, other = of(HARBOUR), of(copy)

    assert set(original.keys) & set(other.probes)
    assert set(other.keys) & set(original.probes)


def test_a_paraphrase_is_found_by_its_terms_and_a_spin_by_its_skeleton() -> None:
    original = of(HARBOUR)

    assert {family(key) for key in set(of(PARAPHRASE).keys) & set(original.probes)} == {"t"}
    assert "s" in {family(key) for key in set(of(spun(HARBOUR)).keys) & set(original.probes)}


@pytest.mark.parametrize("quarter", range(4))
def test_a_quarter_of_an_article_holds_what_one_of_its_stretches_is_found_by(quarter: int) -> None:
    words = [f"Aa{number}bb and" for number in range(200)]
    whole, part = of(" ".join(words)), of(" ".join(words[50 * quarter : 50 * quarter + 50]))

    assert "s" in {family(key) for key in set(whole.keys) & set(part.probes)}


def test_a_text_without_terms_is_found_by_more_of_its_skeleton() -> None:
    made = of("what was it that we had when they were with us and where did you have it before we had them " * 2)

    assert {family(key) for key in made.keys} == {"s"}
    assert len(made.keys) > CURRENT.written - CURRENT.paired


def test_strangers_share_no_key() -> None:
    assert not set(of(HARBOUR).probes) & set(of(LIBRARY).probes)


def test_the_last_words_of_a_name_lead_it() -> None:
    terms = of("We met Alan Quibblesworth. " + flat(LIBRARY)).views.terms
    led = set(terms.hashes[terms.is_led].tolist())
    assert set(of("said alan loudly to them all in the old hall").views.terms.hashes.tolist()) & led


def test_numbers_that_are_exact_are_rarer_than_round_ones_and_years() -> None:
    from unspin.dedup.rarity import zipf

    assert zipf("487,310", "en") < zipf("1974", "en") <= zipf("35", "en") < zipf("500,000", "en")


def test_words_of_the_trade_are_not_rare() -> None:
    from unspin.dedup.rarity import zipf

    assert zipf("shareholders", "en") > zipf("lighthouses", "en")


def test_short_texts_are_found_only_when_they_are_the_same() -> None:
    words = "one two three four five six seven eight".split()
    short, enough = " ".join(words[: CURRENT.least_tokens - 1]), " ".join(words[: CURRENT.least_tokens])

    assert of(short).keys == of(short.upper() + "!").keys == of(short).probes
    assert len(of(short).keys) == 1
    assert of(enough).keys[0] != of(short).keys[0]
    assert of("").keys == of("...").keys == ()


@given(HASHES, HASHES)
def test_a_pair_is_the_same_whatever_order_the_two_are_in(one: int, other: int) -> None:
    some, others = np.array([one, other], np.uint64), np.array([other, one], np.uint64)

    assert len(set(paired(some, others).tolist())) == 1


def test_the_rarest_terms_come_first() -> None:
    terms = of(HARBOUR).views.terms
    order = ranked(of(HARBOUR).views).tolist()
    leading = [each for each in order if not terms.is_led[each]]

    assert terms.rarity[order].tolist() == sorted(terms.rarity.tolist())
    assert of(HARBOUR).keys[0] == named("t", paired(*terms.hashes[leading[:2]].reshape(2, 1)), CURRENT)[0]


@given(st.lists(st.tuples(TEXTS | WORDS, st.sampled_from(["en", "de", "zh", "xx"])), max_size=8))
def test_many_texts_at_a_time_are_found_by_what_each_is_found_by_alone(texts: list[tuple[str, str]]) -> None:
    together = [of(text, language) for text, language in texts]
    prepare(together)

    for made, (text, language) in zip(together, texts, strict=True):
        alone = of(text, language)
        assert (made.keys, made.probes, made.sketch) == (alone.keys, alone.probes, alone.sketch)
        assert made.digest == alone.digest
        for name in ("skeleton", "skeleton_runs", "tokens", "words"):
            assert getattr(made.views, name).tolist() == getattr(alone.views, name).tolist()
        for name in ("hashes", "rarity", "kinds", "is_led"):
            assert getattr(made.views.terms, name).tolist() == getattr(alone.views.terms, name).tolist()


def test_signatures_estimate_the_similarity_of_the_views() -> None:
    from datasketch import LeanMinHash

    from unspin.dedup.figures import figures

    one, other = of(HARBOUR), of(spun(HARBOUR))
    views = [LeanMinHash.deserialize(bytearray(each.signatures.views["skeleton"]), ">") for each in (one, other)]
    # Three standard errors of 128 permutations.
    assert views[0].jaccard(views[1]) == pytest.approx(figures(one, other).skeleton, abs=0.14)


def test_the_digest_ignores_case_spaces_and_punctuation_but_not_the_title() -> None:
    assert of("A  fine, day!").digest == of("a fine day").digest
    assert fingerprint("A fine", "day", "en").digest != of("a fine day").digest
