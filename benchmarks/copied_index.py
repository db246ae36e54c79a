"""Write to a table what an index in memory holds, in batches: to take all of it in there would take hours."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from unspin.adapters.dynamodb import (
    DynamoIndex,
    _body_key,
    _entry_key,
    _link_key,
    _listing,
    _posting_key,
    _told,
    cluster_key,
)
from unspin.adapters.items import body_item, cluster_item, comparison_item, plain_item
from unspin.adapters.listings import places
from unspin.adapters.memory import MemoryIndex
from unspin.adapters.table import BATCH_WRITE, Item, Key
from unspin.stored import Entry

THREADS = 4


def copy(index: MemoryIndex, table: DynamoIndex, entries: Iterable[Entry], *, with_postings: bool) -> None:
    """Write *entries*, and the bodies, links and clusters of *index*; look-ups find nothing without its postings."""
    expiry = table._expiry()
    items: dict[Key, Item] = {
        _entry_key(entry.article_id): plain_item(entry) | _listing(entry) | places(entry) for entry in entries
    }
    items |= {_body_key(name): body_item(body) | expiry for name, body in index._bodies.items()}
    items |= {
        _link_key(name, other): comparison_item(each)
        for name, links in index._links.items()
        for other, each in links.items()
    }
    for name, each in index._clusters.items():
        forward = {"merged_into": each, "version": 1}
        items[cluster_key(name)] = forward if isinstance(each, str) else cluster_item(each) | _listing(each)
    if with_postings:
        for key, postings in index._postings.items():
            items |= {_posting_key(key, name): _told(sketch) | expiry for name, (sketch, _) in postings.items()}
    write(items, table)


def write(items: dict[Key, Item], table: DynamoIndex) -> None:
    """Write *items*, several batches at a time."""
    rest = iter(items.items())
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(table._table.write, iter(lambda: dict(islice(rest, BATCH_WRITE)), {})))
