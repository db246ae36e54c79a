"""Texts as what works on UTF-8 can read them."""

import re

_HALF = re.compile(r"[\ud800-\udfff]")


def encodable(text: str) -> str:
    """Return *text* with another character for each half of a surrogate pair; as long as before."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)
