"""An article with what was taken out of its page, each block where it stood."""

from collections.abc import Sequence
from dataclasses import dataclass

AHEAD = 12  # blocks looked at for the next one: of a redacted paragraph the page has another wording


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page, in order."""

    text: str
    reason: str | None  # why it was removed; None where it was kept


def anatomy(page: Sequence[str], kept: Sequence[str], removed: Sequence[tuple[str, str]]) -> list[Block]:
    """Return *kept* and *removed* (text, reason), each in its own order, merged as the blocks of *page* stand.

    What is shown is what was stored: where a paragraph was redacted, the page's own wording appears nowhere. Without a
    page, what was removed comes last.
    """
    rest, gone = list(kept), list(removed)
    found: list[Block] = []
    for text in page:
        if (at := _index(text, rest)) is not None:
            found += [Block(each, None) for each in rest[: at + 1]]
            del rest[: at + 1]
        elif (at := _index(text, [each for each, _ in gone])) is not None:
            found += [Block(each, reason) for each, reason in gone[: at + 1]]
            del gone[: at + 1]
    return [*found, *(Block(each, None) for each in rest), *(Block(each, reason) for each, reason in gone)]


def _index(text: str, blocks: Sequence[str]) -> int | None:
    ahead = list(blocks[:AHEAD])
    return ahead.index(text) if text in ahead else None
