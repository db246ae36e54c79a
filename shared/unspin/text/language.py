"""The language of a text."""

import re
from array import array
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.text.characters import count_wide

_ENOUGH = 20  # letters; below, a guess is a coin toss
_LETTERS = re.compile(r"[^\W\d_]+")
_PACKED = Path(__file__).with_name("languages.npz")  # py3langid's model, as scripts/trim.py packs it for a quick start
_SAMPLE = 1_200  # characters; more do not change the answer


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if not _PACKED.exists():
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    with np.load(_PACKED) as held:
        return LanguageIdentifier(
            held["ptc"],
            held["pc"],
            held["classes"].tolist(),
            _flat(held["nextmove"]),
            held["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_flat(held["nextmove_row"]),
        )


def _flat(values: NDArray[np.unsignedinteger[Any]]) -> "array[int]":
    """The automaton is walked step by step, which numpy's arrays are slow at."""
    found = array("H" if values.itemsize == 2 else "I")
    found.frombytes(values.tobytes())
    return found


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
