"""Texts as tokens: words, or single characters in scripts that leave no spaces."""

import re
import unicodedata
from dataclasses import dataclass

# Han, kana, Hangul syllables are written with spaces but inflected by suffixes; Thai, Lao, Khmer, Burmese.
_CHARACTER = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Combining marks belong to the letter before them: without them, words of Hindi and Arabic fall apart.
_PATTERN = (
    rf"[{_CHARACTER}]"
    rf"|\d+(?:[.,:]\d+)*"
    rf"|[^\W\d_{_CHARACTER}](?:[^\W_{_CHARACTER}]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f])*"
)
_TOKEN = re.compile(_PATTERN)
ENDERS = frozenset('.!?:;…。！？|\n"“”»«([—–•')
_MARK = re.compile(rf"{_PATTERN}|[{re.escape(''.join(sorted(ENDERS)))}]")
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？|\n\"“”»«(\[—–•]\s*$")


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
    return _MARK.findall(text)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a normalised text, in order."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        between = text[end : match.start()]
        opens = not found or bool(between.strip() and _ENDS_SENTENCE.search(between)) or "\n" in between
        found.append(Token(match.group(), match.start(), match.end(), opens))
        end = match.end()
    return found
