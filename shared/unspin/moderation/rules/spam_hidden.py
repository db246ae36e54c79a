"""Text made for machines, not for readers."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.characters import codes_of
from unspin.moderation.reading import LONGEST, Reading
from unspin.moderation.rule import Count, Rule, Score, Seen

# Soft hyphens are missing on purpose: editors set them. Joiners between letters that need them are no matter. Marks
# that show nothing, or strike a letter through, split words as well.
_BETWEEN = "\u200b\u200c\u200d\u2060-\u2064\ufeff\u034f\ufe00-\ufe0f\u0332\u0333\u0335-\u0338"
_SPLIT = re.compile(rf"[A-Za-zÀ-ɏЀ-ӿ]+(?:[{_BETWEEN}]+[A-Za-zÀ-ɏЀ-ӿ]+)+")
_WORDS_APART = re.compile(rf"(?<=[a-zà-ÿа-я])[{_BETWEEN}]+(?=[A-ZÀ-ÞА-Я])")  # "Black|Lives|Matter" may break there
# Letters of the Cyrillic and the Greek alphabet that look like Latin ones; Unicode's confusables.txt has them all.
_TWINS = "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_MIXED = re.compile(rf"\w*(?:[A-Za-z](?=[{_TWINS}])|[{_TWINS}](?=[A-Za-z]))\w*")
_BETWEEN_LETTERS = re.compile(f"[{_BETWEEN}]")
_FIRST = 0x332
_GREEK, _CYRILLIC_END = 0x380, 0x540
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-z]")
_STEM = re.compile(r"[A-Za-z]{2,}[а-яѐ-џ]+")  # "SMSки": a Latin name with the ending of another alphabet's language
_TAG, _TAG_END = 0xE0020, 0xE0080
_STYLES = ("display", "visibility", "font-size", "text-indent")
_STYLE = re.compile(
    r"[{;\"'=]\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|text-indent\s*:\s*-\d{3,})\s*[;}\"']",
    re.IGNORECASE,
)
# Behind a black flag they are the flag of England, Scotland or Wales.
_TAGS = re.compile(r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]{3,}")


class SpamHidden(Rule):
    """Text that machines read otherwise than people: to pass filters, or to be found by search engines.

    Words split by zero-width characters, or struck through; words that mix letters of two alphabets (a Cyrillic ``а``
    in a Latin word), but for Latin names with an ending in a Cyrillic text (``SMSки``); the style that hides a passage,
    left in the text; invisible tag characters.
    """

    kind: ClassVar[str] = "spam.hidden"

    split_words: Count = Field(3, description="Different words that invisible characters split.")
    mixed_words: Count = Field(2, description="Different words that mix alphabets.")
    score: Score = Field(0.7, description="Of such a text.")

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for each way in which text is hidden."""
        raw = f"{reading.article.title}\n{reading.article.text}"[:LONGEST]
        style = _STYLE.search(raw) if _may_hold_style(reading.folded) else None
        if style:
            yield Seen(self.score, f"a style that hides text: {raw[max(0, style.start() - 40) : style.end() + 40]}")
        suspects = _suspects(raw)
        if not suspects:
            return
        if tags := _TAGS.search(raw):
            yield Seen(self.score, f"{len(tags[0])} invisible tag characters")
        words = [word for word in raw.split() if not suspects.isdisjoint(word)]
        split = sorted({found for word in words for found in _SPLIT.findall(_WORDS_APART.sub(" ", word))})
        if len(split) >= self.split_words:
            shown = ", ".join(re.sub(r"[^\w]+", "|", word) for word in split[:5])
            yield Seen(self.score, f"words split by invisible characters: {shown}")
        mixed = sorted({found for word in words for found in _MIXED.findall(word)})
        if mixed and len(_CYRILLIC.findall(raw)) > len(_LATIN.findall(raw)):
            mixed = [word for word in mixed if not _STEM.fullmatch(word)]
        if len(mixed) >= self.mixed_words:
            yield Seen(self.score, f"words of two alphabets: {', '.join(mixed[:5])}")


def _may_hold_style(folded: str) -> bool:
    """Say whether the name of a style stands before a colon; the names alone are words like others."""
    present = [name for name in _STYLES if name in folded]
    return any(f"{name}{space}:" in folded for name in present for space in ("", " ", "\n"))


def _suspects(raw: str) -> frozenset[str]:
    """Return the characters without which nothing is hidden, as far as they are there; most texts have none."""
    codes = codes_of(raw)
    others = set(codes[codes >= _FIRST].tolist())
    return frozenset(
        chr(code)
        for code in others
        if _GREEK <= code < _CYRILLIC_END or _TAG <= code < _TAG_END or _BETWEEN_LETTERS.match(chr(code))
    )
