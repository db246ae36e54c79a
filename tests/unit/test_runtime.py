"""What is put together from the settings."""

from typing import Any

import pytest

from unspin.runtime import connect
from unspin.settings import Settings


def test_every_thread_of_a_worker_has_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    settings = Settings("raw", "clean", "policies", "index", "queue", "bus", connections=24, at_once=4)

    index: Any = connect(settings).index

    # Four messages at once, of each of them four lines, and what they look up together.
    assert index._table._dynamodb.meta.config.max_pool_connections == 4 * 4 + 24
