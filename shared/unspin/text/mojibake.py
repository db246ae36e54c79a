"""Mojibake: UTF-8 that somebody read as Latin-1 or Windows-1252 on its way, "donâ€™t" for "don’t"."""

import re

# Characters that Windows-1252 has where Latin-1 has controls, and the bytes that they are.
_WINDOWS = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0xA0)}
_LATER = "[\u0080-\u00bf" + "".join(filter(lambda character: character > "\u00ff", _WINDOWS)) + "]"
_SEQUENCE = re.compile(
    f"[\u00c2-\u00df]{_LATER}|[\u00e0-\u00ef]{_LATER}{{2}}|[\u00f0-\u00f4]{_LATER}{{3}}|\u00c2(?= )"
)  # a UTF-8 sequence whose bytes were taken for characters; the second byte of a hard blank may have become a blank
# Such a sequence in UTF-8: with a control character, which no text holds, or as the dashes and quotes of Windows-1252.
_SURE = re.compile(rb"\xc3[\x82-\xb4]\xc2[\x80-\x9f]|\xc3\xa2\xe2\x82\xac")


def repaired(text: str) -> str:
    """Return *text* without mojibake.

    One page in a hundred has it, mostly in its apostrophes and dashes, often beside others that are right. Only what
    is a whole sequence is repaired, and nothing of a text where no sequence is beyond doubt.
    """
    return decoded_again(text) if not text.isascii() and is_mojibake(text.encode("utf-8", "replace")) else text


def is_mojibake(data: bytes) -> bool:
    """Say whether *data*, UTF-8, holds a sequence that was taken for characters, beyond doubt."""
    return _SURE.search(data) is not None


def decoded_again(text: str) -> str:
    """Return *text* with the characters that its sequences of others stand for."""
    return _SEQUENCE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    try:
        return bytes(_WINDOWS.get(character, ord(character)) for character in found[0]).decode("utf-8")
    except ValueError:  # no character has this sequence
        return found[0] if len(found[0]) > 1 else ""
