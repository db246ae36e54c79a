"""What rules made of published quality filters have in common: each filter keeps its name."""

from collections.abc import Iterable, Iterator

from unspin.moderation.reading import Reading
from unspin.moderation.rule import Seen


def failed(filters: Iterable[tuple[str, bool, str]], score: float, each: float) -> Iterator[Seen]:
    """Yield one finding that names the filters that failed; given are name, whether it failed, and the figure."""
    names = [f"{name} ({figure})" for name, has_failed, figure in filters if has_failed]
    if names:
        yield Seen(min(1.0, round(score + each * (len(names) - 1), 3)), "; ".join(names))


def is_spaced(reading: Reading) -> bool:
    """Say whether the script puts spaces between words: the filters count words, and mean nothing elsewhere."""
    return not reading.unspaced or 3 * reading.unspaced < len(reading.body)


def ends_in(line: str, stops: tuple[str, ...]) -> bool:
    """Say whether *line* ends in one of *stops*, which quotation marks and brackets may close."""
    return line[-6:].rstrip("\"'”’»)]").endswith(stops)
