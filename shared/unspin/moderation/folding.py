"""Texts folded for comparison, one character for one, so that a place in the folded text is a place in the text."""

import re
import unicodedata

import numpy as np

from unspin.moderation.characters import Table, codes_of, text_of

_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
# Letters that Unicode takes for others than these with a stroke, and small capitals.
_PLAIN |= dict(zip("øłđħŧıɨƚʀØŁĐĦŦᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꜱᴛᴜᴠᴡʏᴢ", "oldhtiilroldhtabcdefghijklmnopstuvwyz", strict=True))
# Signs that stand for letters; i, l, 1 and | are one class, since nobody can tell them apart.
_LEET = {"0": "o", "1": "i", "l": "i", "|": "i", "!": "i", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t"}

# Zero-width characters, soft hyphens and marks of direction: a reader does not see them, a search trips over them.
INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Scripts that put no spaces between words.
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def _folded(character: str) -> str:
    if character == "\n" or not character.isprintable() or character.isspace():
        return "\n" if character == "\n" else " "
    if character in _PLAIN:
        return _PLAIN[character]
    if unicodedata.category(character) == "Pd":
        return "-"
    # Accents matter in kana and Hangul: there, folding would merge other letters.
    if "\u3040" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7a3":
        return character
    # Greek has a sigma for the ends of words, in small letters only.
    return unicodedata.normalize("NFKD", character)[0].lower()[0].replace("ς", "σ")


_FOLDED = Table(lambda character: ord(_folded(character)), np.uint32)
_ASCII = bytes(ord(_folded(chr(code))) for code in range(128)).ljust(256)
_LEET_TABLE = str.maketrans(_LEET)


def fold(text: str) -> str:
    """Return *text* in lower case, without accents and typographic signs; as long as it was."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII).decode("ascii")
    return text_of(_FOLDED(codes_of(text)))


def unleet(folded: str) -> str:
    """Return folded text with the signs that stand for letters (``fr33 sp1ns``) replaced; as long as it was."""
    return folded.translate(_LEET_TABLE)


def visible(text: str) -> str:
    """Return *text* composed (NFC), without invisible characters, every run of spaces being one space."""
    if text.isprintable() and "  " not in text and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip(" ")  # as most texts are; none of INVISIBLE is printable
    shown = INVISIBLE.sub("", text) if not text.isascii() else text
    if not shown.isascii() and not unicodedata.is_normalized("NFC", shown):
        shown = unicodedata.normalize("NFC", shown)
    return " ".join(shown.split())
