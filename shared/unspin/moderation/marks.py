"""What kinds of characters a text is made of."""

import unicodedata
from collections.abc import Callable, Mapping

import numpy as np

from unspin.moderation.characters import Numbers, Table, codes_of
from unspin.moderation.folding import UNSPACED

_KNOWN = 1
WORD = 2  # \w
JOINT = 4  # what holds the parts of a word together
ALPHABETIC = 8
UPPER = 16
LOWER = 32
SPACE = 64
DIGIT = 128  # \d
FIGURE = 256  # what numbers of accounts and phones are written with, beside digits
STOP = 512  # what ends a sentence
LATIN = 1024
SIGN = 2048  # what stands for a letter where words are disguised
WIDE = 4096  # of scripts that put no spaces between words
PART = 8192  # of a word that is no figure: [^\W\d_]
HYPHEN = 16384
UNSURE = 32768  # no reader sees it, or it may melt with the character before it


def _stays(character: str) -> bool:
    """Say whether a character is the same in every text that is composed (NFC), whatever stands before it."""
    if character < "\u0300":
        return True
    # Marks compose with what they stand behind, and so do the letters that Hangul syllables are made of.
    is_part = unicodedata.category(character).startswith("M") or "\u1100" <= character <= "\u11ff"
    return not is_part and unicodedata.is_normalized("NFC", character)


_KINDS: Mapping[int, Callable[[str], bool]] = {
    _KNOWN: lambda _: True,
    WORD: lambda character: character.isalnum() or character == "_",
    JOINT: frozenset("'’.-").__contains__,
    ALPHABETIC: str.isalpha,
    UPPER: lambda character: character.isupper() or character.istitle(),
    LOWER: str.islower,
    SPACE: str.isspace,
    DIGIT: str.isdecimal,
    FIGURE: frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ ().\u00a0/+-").__contains__,
    STOP: frozenset(".!?…。！？\n").__contains__,
    LATIN: frozenset("abcdefghijklmnopqrstuvwxyz").__contains__,
    SIGN: frozenset("013457@$|!").__contains__,
    WIDE: lambda character: UNSPACED.match(character) is not None,
    PART: lambda character: character.isalnum() and not character.isdecimal(),
    HYPHEN: frozenset("'-").__contains__,
    UNSURE: lambda character: character != "\n" and not (character.isprintable() and _stays(character)),
}
_MARKS = Table(lambda character: sum(mark for mark, is_such in _KINDS.items() if is_such(character)), np.uint16)


def marks_of(text: str) -> Numbers:
    """Return the marks of each character: of what kinds it is, added up."""
    return _MARKS(codes_of(text))


def held_together(inside: Numbers, joints: Numbers) -> Numbers:
    """Return *inside*, with single joints that stand between two places inside."""
    held = inside.copy()
    held[1:-1] |= joints[1:-1] & inside[:-2] & inside[2:]
    return held
