"""Texts as tokens: words, or single characters in scripts that leave no spaces."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# Han, kana, Hangul syllables are written with spaces but inflected by suffixes; Thai, Lao, Khmer, Burmese.
_CHARACTER = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Combining marks belong to the letter before them: without them, words of Hindi and Arabic fall apart.
_PATTERN = (
    rf"[{_CHARACTER}]"
    rf"|\d+(?:[.,:]\d+)*"
    rf"|[^\W\d_{_CHARACTER}](?:[^\W_{_CHARACTER}]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f])*"
)
ENDERS = frozenset('.!?:;…。！？|\n"“”»«([—–•')
_NUMBER = r"\d+(?:[.,:]\d+)*"
_ENDER = f"[{re.escape(''.join(sorted(ENDERS)))}]"
# What marks are, in two thirds and half of the time, of texts that hold no letters but these.
_LATIN_MARK = re.compile(rf"[^\W\d_][^\W_]*|{_NUMBER}|{_ENDER}")
_ASCII_MARK = re.compile(rf"[A-Za-z][A-Za-z0-9]*|{_NUMBER}|{_ENDER}")
_LATIN = re.compile(r"[\u0000-\u02ff\u1e00-\u1eff\u2000-\u2bff]*\Z")
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？|\n\"“”»«(\[—–•]\s*$")


# Compiled when they are needed: it takes a tenth of what a function waits for when it wakes.
@cache
def _token() -> re.Pattern[str]:
    return re.compile(_PATTERN)


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(f"{_PATTERN}|{_ENDER}")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text."""

    text: str  # as written
    start: int  # in characters
    end: int
    opens_sentence: bool

    @property
    def folded(self) -> str:
        """What is compared: case does not count."""
        return self.text.casefold()

    @property
    def is_number(self) -> bool:
        """Whether it is a figure."""
        return self.text[0].isdigit()


def normalised(text: str) -> str:
    """Return *text* with compatibility characters, apostrophes and invisible characters made one (NFKC)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).replace("’", "'").replace("\u00ad", "").replace("\u200b", "")


def marks(text: str) -> list[str]:
    """Return the tokens of a normalised text as written, and the characters between them that end sentences."""
    pattern = _ASCII_MARK if text.isascii() else _LATIN_MARK if _LATIN.match(text) else _mark()
    return pattern.findall(text)


def pieces(text: str) -> list[str]:
    """Return a normalised text in pieces that no token reaches beyond: ``marks`` finds in them what it finds in all."""
    if not (text.isascii() or _LATIN.match(text)):
        return marks(text)  # where no spaces are left, hardly any other piece comes twice
    return text.replace("\n", " | ").split()


def tokens(text: str) -> list[Token]:
    """Return the tokens of a normalised text, in order."""
    found: list[Token] = []
    end = 0
    for match in _token().finditer(text):
        between = text[end : match.start()]
        opens = not found or bool(between.strip() and _ENDS_SENTENCE.search(between)) or "\n" in between
        found.append(Token(match.group(), match.start(), match.end(), opens))
        end = match.end()
    return found
