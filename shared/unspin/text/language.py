"""The language of a text."""

import re
from functools import cache
from typing import Any

from unspin.text.characters import count_wide

_ENOUGH = 20  # letters; below, a guess is a coin toss
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 1_200  # characters; more do not change the answer


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language of *text*, and a confidence in [0, 1]; ``und`` if short."""
    sample = text[:_SAMPLE]
    letters = sum(map(len, _LETTERS.findall(sample)))
    # A character of Chinese, Japanese or Korean says about three times as much as a letter.
    dense = count_wide(sample)
    if letters + 2 * dense < _ENOUGH:
        return "und", 0.0
    code, confidence = _identifier().classify(sample)
    return str(code), min(1.0, float(confidence))
