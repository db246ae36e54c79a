"""One word for one thing: who tells a story anew writes "the Elliots" where another wrote "Elliot's family".

Only what nearly every noun of a language does is undone. What is wrongly cut ("Texas") is cut in every text alike.
"""

ENDS_IN_S = frozenset({"en", "es", "fr", "pt"})
LEAST = 4  # letters: "gas" and "bus" are no plurals
KEPT = ("ss", "us", "is")  # "press", "virus", "crisis"


def singular(word: str, language: str) -> str:
    """Return a case-folded word without the ending of a plural; itself in languages that form it otherwise."""
    if language not in ENDS_IN_S or len(word) < LEAST or word[-1] != "s" or word.endswith(KEPT):
        return word
    if language == "en" and word.endswith("ies") and len(word) > LEAST:
        return f"{word[:-3]}y"
    return word[:-1]


def forms(word: str, language: str) -> tuple[str, ...]:
    """Return the words that *word*, a singular, is the singular of."""
    if language not in ENDS_IN_S:
        return (word,)
    if language == "en" and word.endswith("y"):
        return word, f"{word}s", f"{word[:-1]}ies"
    return word, f"{word}s"
