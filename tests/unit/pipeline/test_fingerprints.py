"""The fingerprints that a worker keeps: of many short texts or of few long ones, in as much memory."""

from unspin.pipeline.services import COMPARED_CHARACTERS, HELD_BYTES, Fingerprints

LATIN, CHINESE = "a", "\u4e2d"


def kept(fingerprints: Fingerprints, texts: list[str]) -> list[bool]:
    """Return which fingerprints of *texts* are still there, once all of them were asked for."""
    first = [fingerprints.of("", text, "en") for text in texts]
    # The last ones first: to ask for one that went takes the place of another.
    again = [fingerprints.of("", text, "en") for text in reversed(texts)]
    return [one is other for one, other in zip(first, reversed(again), strict=True)]


def test_the_last_ones_are_kept() -> None:
    assert kept(Fingerprints(size=2), ["one", "two", "three"]) == [False, True, True]


def test_long_texts_are_kept_by_their_bytes() -> None:
    assert kept(Fingerprints(held_bytes=8), ["aaaa", "bbbb", "cccc"]) == [False, True, True]
    assert kept(Fingerprints(held_bytes=8), ["\u4e2d\u6587", "\u6587\u4e2d"]) == [False, True]


def test_a_text_longer_than_all_that_is_kept_is_kept_alone() -> None:
    fingerprints = Fingerprints(held_bytes=8)
    fingerprints.of("", "short", "en")

    assert kept(fingerprints, ["longer than eight bytes"]) == [True]


def test_what_went_leaves_room() -> None:
    fingerprints = Fingerprints(held_bytes=8)
    for number in range(100):
        fingerprints.of("", f"{number:04}", "en")

    assert kept(fingerprints, ["aaaa", "bbbb"]) == [True, True]


def test_two_thousand_of_the_longest_texts_do_not_fill_a_worker() -> None:
    for letter in (LATIN, CHINESE):
        fingerprints = Fingerprints()
        texts = [f"{number:04}{letter * (COMPARED_CHARACTERS - 4)}" for number in range(120)]

        assert sum(kept(fingerprints, texts)) <= HELD_BYTES / len(texts[0].encode())
