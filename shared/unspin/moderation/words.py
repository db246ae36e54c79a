"""How long a text is, in any script."""

import re

from unspin.moderation.folding import UNSPACED

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def word_count(text: str) -> int:
    """Return the number of words; of scripts without spaces, half the number of characters.

    Two characters of such a script say about as much as one word.
    """
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    return unspaced // 2 + len(_WORD.findall(UNSPACED.sub(" ", text) if unspaced else text))
