"""Keys that very many articles share: boilerplate that got through, a phrase of the day.

A look-up reads the first postings of a key, in order of their articles' ids, and no more. Once it was seen that a key
has so many, a posting behind the last of them would not be read, so it is not written either: of *n* articles that
share a key, about ``100 * (1 + log(n / 100))`` write it, instead of all, so that its partition does not become hot.

What is given up: when postings before it expire, one that was not written does not move up. Its article is found by
its other keys only.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock

from unspin.ports import POSTINGS_READ

REMEMBERED = 10_000  # keys, by one worker
TRUSTED_S = 600  # then it is looked at again


class Crowds:
    """What one worker has seen of crowded keys."""

    def __init__(self, most: int = POSTINGS_READ) -> None:
        self._most = most
        self._lock = Lock()
        self._last: OrderedDict[str, tuple[str, int]] = OrderedDict()  # id of the last one read, and when
        self._seen = 0

    def note(self, key: str, article_ids: Sequence[str], now_s: int) -> None:
        """Remember what a look-up of *key* read, in order."""
        if len(article_ids) < self._most:
            return
        with self._lock:
            self._seen += 1
            self._last[key] = article_ids[-1], now_s
            self._last.move_to_end(key)
            if len(self._last) > REMEMBERED:
                self._last.popitem(last=False)

    def wanted(self, article_id: str, keys: Iterable[str], now_s: int) -> list[str]:
        """Return those of *keys* where a posting of the article would be read."""
        with self._lock:
            return [key for key in keys if not self._is_behind(article_id, key, now_s)]

    def taken(self) -> int:
        """Return how many look-ups met a crowded key since this was asked last."""
        with self._lock:
            seen, self._seen = self._seen, 0
        return seen

    def _is_behind(self, article_id: str, key: str, now_s: int) -> bool:
        last, seen_s = self._last.get(key, ("", 0))
        return bool(last) and now_s - seen_s < TRUSTED_S and article_id > last
