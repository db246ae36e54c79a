"""What a text must hold for a regular expression to fit: looked for first, since most texts hold none of it.

Searching for a hundred words at a time takes a tenth of the time of one expression that begins with a choice of them.
Compare the prefilter of RE2 (Cox, "Regular Expression Matching with a Trigram Index", 2012).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

from unspin.encodable import encodable

Name = TypeVar("Name")
Words = frozenset[str]

_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]])+\]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
_LETTERS = re.compile(r"\[[^\^\\-][^\\-]*\]")  # a class of nothing but themselves
_OPTIONAL = re.compile(r"[?*]|\{0")
_REPEATED = re.compile(r"[?*+{]")


class Required(Generic[Name]):
    """Tells which of several expressions, each called by a name, may fit a text.

    What stands for another letter where case does not count, and is no capital of it ("ſ" for "s"), is not looked for.
    """

    def __init__(self, patterns: Mapping[Name, str]) -> None:
        """*patterns* are lower case; case does not count.

        Raises:
            ValueError: One of them fits without any word.
        """
        names: dict[str, set[Name]] = {}
        for name, pattern in patterns.items():
            for word in required(pattern):
                names.setdefault(word, set()).add(name)
        self._names = [frozenset(each) for each in names.values()]
        self._automaton = AhoCorasick([*names], implementation=Implementation.DFA, store_patterns=False)

    def met(self, text: str) -> frozenset[Name]:
        """Return the names of those that may fit *text*."""
        matches = self._automaton.find_matches_as_indexes(encodable(text.lower()), overlapping=True)
        found = {number for number, _, _ in matches}
        return frozenset().union(*(self._names[number] for number in found)) if found else frozenset()


def required(pattern: str) -> Words:
    """Return words of which every text that *pattern* fits holds one: the longest that can be told."""
    return frozenset().union(*(_of_sequence(part) for part in alternatives(pattern)))


def first_letters(pattern: str) -> frozenset[str] | None:
    """Return what a text that *pattern*, lower case, fits at its beginning may begin with; None where it may be much.

    Case does not count; nor are letters told that are no capitals of these, but count as the same ("ſ" as "s").
    """
    found: set[str] = set()
    for part in alternatives(pattern):
        for atom, repeat in _atoms(part.removeprefix("^")):
            if letter := _letter(atom):
                found.add(letter)
            elif atom == "\\d":
                found.update("0123456789")
            elif _LETTERS.fullmatch(atom):
                found.update(atom[1:-1])
            elif atom.startswith("(?:") and (inner := first_letters(atom[3:-1])) is not None:
                found |= inner
            else:
                return None
            if not _OPTIONAL.match(repeat):
                break
        else:
            return None
    return frozenset(found)


def alternatives(pattern: str) -> list[str]:
    """Return the parts of *pattern* between the bars that stand in no bracket."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _of_sequence(pattern: str) -> Words:
    """Of what follows one another any is required: take what is longest."""
    found: list[Words] = []
    run = ""
    for atom, repeat in _atoms(pattern):
        is_optional = bool(_OPTIONAL.match(repeat))
        letter = _letter(atom)
        if letter and not is_optional:
            run += letter
            if repeat:
                found, run = [*found, frozenset([run])], letter
        elif atom.startswith("(?:") and not is_optional:
            inner = atom[3:-1]
            beginnings = {_beginning(part) for part in alternatives(inner)}
            if run and all(beginnings):
                found.append(frozenset(run + each for each in beginnings))
            found.append(frozenset([run]))
            with suppress(ValueError):
                found.append(required(inner))
            run = ""
        else:
            found, run = [*found, frozenset([run])], ""
    found.append(frozenset([run]))
    best = max(found, key=lambda words: min(map(len, words)))
    if not all(best):
        raise ValueError(f"{pattern!r} fits without any word, expected it to require one")
    return best


def _beginning(pattern: str) -> str:
    """Return the letters that *pattern* begins with."""
    run = ""
    for atom, repeat in _atoms(pattern):
        letter = _letter(atom)
        if not letter or _OPTIONAL.match(repeat):
            break
        run += letter
        if repeat:
            break
    return run


def _atoms(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield each letter, class, mark or group of *pattern*, and how often it stands there."""
    pieces = _PIECE.findall(pattern)
    at = 0
    while at < len(pieces):
        atom, depth = pieces[at], pieces[at] == "("
        at += 1
        while depth:
            depth += (pieces[at] == "(") - (pieces[at] == ")")
            atom += pieces[at]
            at += 1
        repeat = ""
        while at < len(pieces) and _REPEATED.match(pieces[at]):  # twice where it is lazy or possessive
            repeat = repeat or pieces[at]
            at += 1
        yield atom, repeat


def _letter(atom: str) -> str:
    """Return the letter that an atom stands for, or nothing where it stands for several, or for a place."""
    if len(atom) == 2 and atom[0] == "\\" and not atom[1].isalnum():
        return atom[1]
    return atom if len(atom) == 1 and atom not in ".^$" else ""
