"""The language of a text."""

import unicodedata
from functools import cache
from typing import Any

_ENOUGH = 20  # letters; below, a guess is a coin toss
_SAMPLE = 4_000  # characters; more do not change the answer


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language of *text* and the confidence in [0, 1]; ``und`` if too short."""
    sample = text[:_SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    # A character of Chinese, Japanese or Korean says about three times as much as a letter.
    dense = sum(unicodedata.east_asian_width(character) == "W" for character in sample)
    if letters + 2 * dense < _ENOUGH:
        return "und", 0.0
    code, confidence = _identifier().classify(sample)
    return str(code), min(1.0, float(confidence))
