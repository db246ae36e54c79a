"""Which blocks are the article: the run of blocks that weighs most, without what says it does not belong.

Every block weighs something: a sentence its length, a menu entry less than nothing. The article is the run
with the greatest sum (Kadane's algorithm, one pass; Pasternack and Roth, "Extracting Article Text from the
Web with Maximum Subsequence Segmentation", WWW 2009). What is short but inside the run, a heading or a list
item, is thereby kept.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from unspin.model import Reason
from unspin.text.blocks import Block
from unspin.text.characters import count_wide
from unspin.text.comments import sections
from unspin.text.layout import Floats
from unspin.text.phrases import SECTIONS, is_spam, said_by
from unspin.text.titles import plain

_STOPS = frozenset(".!?…。！？؟।։")
_STOP = re.compile(r"[.!?…。！？؟।։][\"'”’»)\]\d]*$")
_QUOTES = frozenset("\"“«„‘'")
_QUOTED = re.compile(r"^[\"“«„‘'].{15,240}[\"”»“’']\W*(?:[—–-]\s.{2,60})?$")
_MARK = re.compile(r"[.!?…,;:。！？؟।։、，；：،؛]")
_UNMARKED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer: blanks do for marks
_MARK_EVERY = 150  # characters of running text, at least
_LONG = 80  # characters: below, a sentence may be a notice
_LIKELY = 0.5  # the chance from which a block is kept at the most, and
_LEAST_LIKELY = 0.25  # at the least
_SURE = 0.85  # of a block that the article begins or ends with at the nearest
_LIKELY_OUTSIDE = 0.6
_CERTAIN = 0.95  # of a block that rules have no say about, but those of spam, which stands amid the article
_SHORT = 40  # blocks of a page where the rules have their full share; at twice as many they have none
_RULES_SHARE = 0.45  # of the odds
_RULES_SHARE_OF_DUMPS = 0.3  # which have no names: on short pages those tell most of what is not text
_RULES_ODDS = 2.2  # logarithm of: as sure as the rules are, nine to one
_LEAST_CHANCE = 1e-6  # no odds are beyond counting
_NEAR = 0.7  # of the likeliest block, where none is likely
_FAINT = 0.1  # the chance below which the rules know better
_SHORT_LINE = 40  # characters: below, a line may well say the same twice
_TWICE = 0.25  # of an article's characters that stand in it before: the page holds it twice
LEAST = 90  # characters of sentences that make an article
# What ends an article, and what is merely dropped from the middle of one.
_CUTS: dict[Reason, float] = {
    "source_link": -6.0,
    "comment_form": -2.0,
    "related_headlines": -0.5,
    "legal": -1.5,
    "navigation": -0.5,
    "caption": -0.1,
    "advertisement": -0.1,
    "byline": -0.2,
}
_ENDS: frozenset[Reason | None] = frozenset(
    ["source_link", "comment_form", "related_headlines", "legal", "navigation", "author_bio"]
)
_REACH = 14  # blocks


def size(text: str) -> int:
    """Return the length of *text* in letters: a Chinese or Japanese character counts as three."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * count_wide(text[:2000])


def is_sentence(block: Block) -> bool:
    """Say whether *block* reads like running text."""
    length = size(block.text)
    return block.link_density < 0.5 and (
        (length >= 15 and _is_stopped(block.text))
        or (length >= 160 and block.link_density < 0.3 and _is_marked(block.text))
    )


def _is_marked(text: str) -> bool:
    """Say whether *text* has the marks of running text: a cloud of tags is as long, but has none."""
    if text.isascii() or not _UNMARKED.search(text):
        return (len(_MARK.findall(text)) + 1) * _MARK_EVERY > len(text)
    return True


def _is_stopped(text: str) -> bool:
    """Say whether *text* ends in a stop, with what may stand behind one; mostly its last character tells."""
    last = text[-1:]
    return last in _STOPS or (not last.isalpha() and _STOP.search(text) is not None)


def reasons(blocks: Sequence[Block], kept: frozenset[int] = frozenset()) -> list[Reason | None]:
    """Return for each block the reason that it, its markup or the section it stands in gives, or None.

    The blocks *kept* are not asked: what is known to be the article has no reason to go.
    """
    found: list[Reason | None] = []
    section: Reason | None = None
    quoted = _pull_quotes(blocks)
    for index, block in enumerate(blocks):
        if index in kept:
            section = None
            found.append(None)
            continue
        reason = _by_markup(block) or said_by(block.text)
        if reason is None and index in quoted:
            reason = "other"
        if reason is not None:
            # A heading opens a section; a sentence that happens to say so does not.
            section = reason if reason in SECTIONS and _opens(block) else None
        elif section is not None and _belongs(block, section, blocks, index):
            reason = section
        else:
            section = None
        found.append(reason)
    if blocks and blocks[0].gap:  # a dump: of a page, its markup tells
        texts = [block.text for block in blocks]
        for comments in sections(texts, found):
            before = [at for at in range(comments.start) if found[at] is None and is_sentence(blocks[at])]
            if _is_enough(blocks, before):  # an article: else they are its own parts, such as a ticker's
                for at in comments:
                    found[at] = found[at] or "comment_form"
    return found


def _by_markup(block: Block) -> Reason | None:
    if block.kind == "caption":
        return "caption"
    if block.link_density > 0.8 and size(block.text) < 200:
        return block.hint or ("related_headlines" if len(block.text.split()) >= 5 else "navigation")
    return block.hint


def _opens(block: Block) -> bool:
    return len(block.text) <= 60 and not block.text.endswith((".", ")"))


def _belongs(block: Block, section: Reason, blocks: Sequence[Block], index: int) -> bool:
    """Say whether *block* goes on with *section*, which a line above opened."""
    if size(block.text) >= _LONG and _is_stopped(block.text):
        return section in ("newsletter", "cookie_notice") and size(block.text) < 130 and not block.gap
    if section in ("comment_form", "share", "cookie_notice", "author_bio"):
        return len(block.text.split()) <= 4
    if section == "newsletter":
        return len(block.text.split()) <= 6
    if section == "other":
        return not block.gap and size(block.text) < _LONG and not _is_stopped(block.text.rstrip("?"))
    # A list of headlines goes on to the next gap that running text follows.
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return not (block.gap and following is not None and is_sentence(following) and size(following.text) > _LONG)


def _pull_quotes(blocks: Sequence[Block]) -> set[int]:
    """Return the quotes every sentence of which another block repeats: set large between paragraphs."""
    quotes = [at for at, block in enumerate(blocks) if block.text[:1] in _QUOTES and _QUOTED.match(block.text)]
    if not quotes:
        return set()
    found = set()
    for index in quotes[:50]:
        said = re.split(r"[\"”»’'“]\W{0,9}[—–-]\s", blocks[index].text)[0]
        sentences = [f" {words} " for part in re.split(r"(?<=[.!?])\s", said) if (words := plain(part))]
        longest = max(re.findall(r"\w+(?: \w+)*", said), key=len, default="")
        # What holds none of its longest stretch without a mark need not be taken apart.
        near = (block.text for at, block in enumerate(blocks[:3000]) if at != index and longest in block.text)
        rest = "\n".join(f" {plain(text)} " for text in near)
        if sentences and all(sentence in rest for sentence in sentences):
            found.add(index)
    return found


def likely(blocks: Sequence[Block], chance: Floats, why: Sequence[Reason | None] | None = None) -> list[int]:
    """Return the blocks that are likelier in the article than not; none where no article is.

    What stands before the first or behind the last block that is almost sure must be likelier than the rest. What a
    rule gives a reason for is left out: of a dump always, of a page where the model is not certain. Where the model
    is not sure of anything, and what it finds does not read like an article, but the rules find running text, that
    stands for the article, or the likeliest blocks do: no page that has one comes out empty.
    """
    chance = _leaning(blocks, chance, why)
    certain = (chance >= _CERTAIN).tolist()
    stands_out = np.flatnonzero(_stands_out(blocks, chance)).tolist()
    sure = [at for at in stands_out if _is_free(blocks[at], why, at, is_certain=certain[at])]
    found = _once(blocks, sure) if _is_enough(blocks, sure) else []
    if found and (max(chance[sure]) >= _LIKELY or _is_enough(blocks, [at for at in sure if is_sentence(blocks[at])])):
        return found
    given = why if why is not None else reasons(blocks)
    run = best_run(blocks, given)
    if run is None:
        return found
    best = max(float(chance[at]) for at in range(*run))
    close = [at for at in np.flatnonzero(chance >= _NEAR * best).tolist() if given[at] is None]
    return close if best >= _FAINT and _is_enough(blocks, close) else kept(blocks, given, run)


def _once(blocks: Sequence[Block], chosen: list[int]) -> list[int]:
    """Leave out the second copy of an article that a page holds twice: for wide and for narrow screens, say.

    A few paragraphs that stand in it again, a refrain or the notes to several products, are no such copy.
    """
    seen: set[str] = set()
    repeated = set()
    for at in chosen:
        if blocks[at].text in seen:
            repeated.add(at)
        seen.add(blocks[at].text)
    again = sum(len(text) for at in repeated if len(text := blocks[at].text) >= _LONG)
    if again < _TWICE * sum(len(blocks[at].text) for at in chosen):
        return chosen
    return [at for at in chosen if at not in repeated or len(blocks[at].text) < _SHORT_LINE]


def _stands_out(blocks: Sequence[Block], chance: Floats) -> NDArray[np.bool_]:
    """Say of each block whether it is likely enough for where it stands."""
    sure = np.flatnonzero(chance >= _SURE)
    least = np.full(len(chance), _least(blocks, chance))
    if len(sure):
        least[: sure[0]] = least[sure[-1] + 1 :] = _LIKELY_OUTSIDE
    return np.asarray(chance >= least)


def _least(blocks: Sequence[Block], chance: Floats) -> float:
    """Return the chance from which blocks are kept, so that the F1 to be expected of their characters is the greatest.

    On a page that the model is at home on this is one half; where it is sure of nothing, less: to drop most of an
    article would cost more than to keep some of what surrounds it.
    """
    order = np.argsort(-chance, kind="stable")
    sizes = np.array([len(block.text) for block in blocks], np.float64)[order]
    expected = np.cumsum(sizes * chance[order])
    f1 = 2 * expected / (np.cumsum(sizes) + expected[-1])
    return float(np.clip(chance[order][int(np.argmax(f1))], _LEAST_LIKELY, _LIKELY))


def _is_free(block: Block, why: Sequence[Reason | None] | None, at: int, *, is_certain: bool) -> bool:
    """Say whether no rule speaks against a likely block."""
    if why is not None:
        return why[at] is None  # the rules were asked about spam, too
    return not is_spam(block.text) if is_certain else said_by(block.text) is None


def _leaning(blocks: Sequence[Block], chance: Floats, why: Sequence[Reason | None] | None) -> Floats:
    """Return the chances, drawn towards what the rules say where the page is short: the model learnt from long ones.

    Odds are drawn, not chances: what the model is certain of stays likely, whatever the rules say.
    """
    most = _RULES_SHARE if why is None else _RULES_SHARE_OF_DUMPS
    share = most * min(1.0, max(0.0, (2 * _SHORT - len(blocks)) / _SHORT))
    if share == 0:
        return chance
    given = why if why is not None else reasons(blocks)
    run = best_run(blocks, given)
    ruled = np.full(len(blocks), -_RULES_ODDS)
    ruled[kept(blocks, given, run) if run else []] = _RULES_ODDS
    bound = np.clip(chance, _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    odds = (1 - share) * np.log(bound / (1 - bound)) + share * ruled
    return np.asarray(1 / (1 + np.exp(-odds)))


def _is_enough(blocks: Sequence[Block], chosen: Sequence[int]) -> bool:
    """Say whether the blocks *chosen* make an article; mostly the first few do."""
    return any(amount >= LEAST for amount in accumulate(size(blocks[at].text) for at in chosen))


def weight(block: Block, reason: Reason | None) -> float:
    """Return what *block* adds to a run: about one per hundred characters of running text."""
    if reason is not None:
        return _CUTS.get(reason, -0.3)
    length = size(block.text)
    if is_sentence(block):
        return min(length, 800) / 100 * (1 - block.link_density)
    if block.kind in ("heading", "item", "quote"):
        return -0.15 if block.link_density < 0.5 else -0.8
    return -0.4 if block.link_density < 0.5 else -0.8


def best_run(blocks: Sequence[Block], why: Sequence[Reason | None]) -> tuple[int, int] | None:
    """Return the bounds (first, behind last) of the run that weighs most; None where no article is."""
    best = (0.0, 0, 0)
    total, start = 0.0, 0
    for index, block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, index
        total += weight(block, why[index])
        if total > best[0]:
            best = (total, start, index + 1)
    _, first, end = best
    sentences = sum(
        size(block.text) for block, reason in zip(blocks[first:end], why[first:end], strict=True)
        if reason is None and is_sentence(block)
    )  # fmt: skip
    return (first, _reach(blocks, why, end)) if sentences >= LEAST else None


def _reach(blocks: Sequence[Block], why: Sequence[Reason | None], end: int) -> int:
    """Return the end moved on over tables and lists to paragraphs behind them, while nothing says stop."""
    index = end
    while index < min(len(blocks), end + _REACH):
        block = blocks[index]
        if why[index] in _ENDS or block.link_density > 0.8:
            break
        index += 1
        if why[index - 1] is None and is_sentence(block) and size(block.text) >= _LONG:
            end = index
    return end


def kept(blocks: Sequence[Block], why: Sequence[Reason | None], run: tuple[int, int]) -> list[int]:
    """Return the blocks of the article: those of the run without a reason, each text once."""
    seen: set[str] = set()
    chosen = []
    for index in range(*run):
        key = blocks[index].text
        if why[index] is None and not (len(key) > 40 and key in seen):
            chosen.append(index)
            seen.add(key)
    return chosen


def leftover_reason(blocks: Sequence[Block], index: int, run: tuple[int, int], title_at: int | None) -> Reason:
    """Return the likeliest reason for a block outside the article that gives none itself."""
    block = blocks[index]
    words = len(block.text.split())
    if index >= run[1]:
        if is_sentence(block) and words >= 9:
            return "second_article"
        if words < 5:
            return "other"
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        is_head = following is not None and is_sentence(following) and size(following.text) > _LONG
        return "second_article" if is_head else "related_headlines"
    if title_at is not None and index > title_at:
        return "byline" if words <= 8 else "other"
    return "navigation" if words <= 6 else "related_headlines" if index < run[0] and words <= 20 else "other"
