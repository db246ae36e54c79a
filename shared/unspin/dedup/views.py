"""The views that articles are compared in: wording, skeleton, names and numbers, content words.

A spinner swaps content words for synonyms. It leaves function words, names and numbers alone, since it cannot swap them
without breaking the text; so the *skeleton* of an article, what is left when everything else is dropped, survives it
(compare SpotSigs, SIGIR 2008, whose shingles hang on stop words, and the immutable words of DSpin, NDSS 2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from unspin.dedup.stopwords import STOPWORDS
from unspin.dedup.tokens import Token

WORD_SHINGLE = 3
SKELETON_SHINGLE = 5
Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Views:
    """The sets that an article is compared by."""

    words: frozenset[Shingle]
    skeleton: frozenset[Shingle]
    fixed: frozenset[str]  # names and numbers
    content: frozenset[str]  # content words that are no names
    skeleton_order: tuple[str, ...]  # the skeleton itself, in text order


def views(tokens: Sequence[Token], language: str) -> Views:
    """Return the views of a text.

    Languages without a list of function words (also "und") use the words of up to three letters in their place,
    and the tokens themselves where the script has no capitals to tell names by.
    """
    folded = [token.folded for token in tokens]
    kept = _kept(tokens, folded, language)
    fixed = {fold for token, fold in zip(tokens, folded, strict=True) if token.is_number or _is_name(token)}
    stop = STOPWORDS.get(language, frozenset())
    content = {fold for fold in folded if len(fold) > 2 and fold not in stop and fold not in fixed}
    return Views(
        words=shingles(folded, WORD_SHINGLE),
        skeleton=shingles(kept, SKELETON_SHINGLE),
        fixed=frozenset(fixed),
        content=frozenset(content),
        skeleton_order=tuple(kept),
    )


def shingles(tokens: Sequence[str], size: int) -> frozenset[Shingle]:
    """Return every run of *size* tokens; of a shorter text, the text itself as its one shingle."""
    if len(tokens) < size:
        return frozenset({tuple(tokens)} if tokens else ())
    return frozenset(zip(*(tokens[offset:] for offset in range(size)), strict=False))


def _kept(tokens: Sequence[Token], folded: Sequence[str], language: str) -> list[str]:
    stop = STOPWORDS.get(language)
    if stop is None and not any(token.text[0].isupper() for token in tokens):
        return list(folded)
    return [
        fold
        for token, fold in zip(tokens, folded, strict=True)
        if token.is_number or _is_name(token) or (fold in stop if stop is not None else len(fold) <= 3)
    ]


def _is_name(token: Token) -> bool:
    """A capital in mid-sentence; German nouns pass too, which only makes the skeleton denser."""
    return token.text[0].isupper() and not token.opens_sentence and len(token.text) > 1
