"""Functions that Lambda wakes from a snapshot (SnapStart): what is loaded before it, and what must not outlive it.

A snapshot is taken once, and wakes many times, days later and at the same moment. So before it all is loaded that the
first article would wait for; after it nothing may be left that was true of one time or one machine only: clients with
their connections and credentials, and the state of the random numbers that keep workers from retrying in step. The
time is always the system's, and no other seed is drawn by chance.
"""

import os
import random
from functools import cache
from typing import Any, Protocol

SERVICES = ("s3", "dynamodb", "sqs")

PAGE = b"""<html lang="en"><head><title>Bridge to Lower Marsh Opens after Nine Winters</title></head><body>
<nav><a href="/">Front page</a> <a href="/weather">Weather</a></nav>
<article><h1>Bridge to Lower Marsh Opens after Nine Winters</h1>
<p>The footbridge between the harbour and Lower Marsh was opened on Thursday, nine winters after a flood had carried the
old one away. Mayor Ilse Brandvold cut the ribbon in front of some 400 people, and then crossed it with the youngest of
them on her arm.</p>
<p>"We were told that it could not be paid for," she said. In the end it cost 3.2 million, a fifth less than planned,
because the shipyard gave the steel and the school the paint. The ferry, which had taken walkers across since the flood,
stops at the end of the month.</p></article></body></html>"""


class Cached(Protocol):
    """What is made at its first call, and kept."""

    def cache_clear(self) -> None:
        """Forget what was made."""


def prepare_for_snapshots(services: Cached) -> None:
    """Have Lambda load all it can before a snapshot, and forget *services* and the like after it.

    Where a function starts without a snapshot, nothing of it runs; where Lambda's library is not there, neither.
    """
    try:
        from snapshot_restore_py import register_after_restore, register_before_snapshot
    except ImportError:  # not on Lambda
        return
    register_before_snapshot(load_all)
    register_after_restore(start_afresh, services)


def load_all() -> None:
    """Load models, tables, rules and the descriptions of AWS's services, by taking in a page in memory."""
    from unspin.messages import ArticleStored
    from unspin.pipeline.ingest import ingest
    from unspin.runtime import embedded

    services = embedded()
    services.raw.put("snapshot", "page.html", PAGE)  # type: ignore[attr-defined]  # the one in memory can
    for outcome in ingest(ArticleStored("snapshot", "page.html"), services):
        if outcome.kind != "stored":
            raise RuntimeError(f"the page that loads everything was {outcome.kind}, expected it to be stored")
    for service in SERVICES:
        # With credentials that are none: the function's own are looked up after the snapshot.
        _session().client(service, aws_access_key_id="none", aws_secret_access_key="none")  # noqa: S106


def start_afresh(services: Cached) -> None:
    """Forget what was true of another time: others have woken from the same snapshot."""
    import boto3

    services.cache_clear()
    boto3.DEFAULT_SESSION = _session()
    _session.cache_clear()  # from now on it has credentials
    random.seed(os.urandom(16))


@cache
def _session() -> Any:
    """Return a session that has read AWS's descriptions of the services, and nobody's credentials."""
    import boto3

    return boto3.session.Session()
