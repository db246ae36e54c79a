"""What the hourly sweep makes up for that no message brings back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.pipeline.test_take_down import ORIGINAL, SPUN, Stopped, dropped, shown
from unspin.pipeline import take_in
from unspin.pipeline.services import Services
from unspin.pipeline.sweep import sweep
from unspin.runtime import embedded


@pytest.fixture
def services() -> Services:
    return replace(embedded(), clock=Stopped())


def test_a_copy_that_a_dead_worker_left_behind_its_cluster_is_brought_up_to_date(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = dropped(services, SPUN).entry
    with monkeypatch.context() as dead:  # before it told the others in the cluster
        dead.setattr(take_in, "settle", lambda name, services, **_: services.index.held(name)[0])
        dead.setattr(take_in, "settle_others", lambda *_, **__: None)
        original = dropped(services, ORIGINAL).entry
    assert shown(services, copy.article_id)["duplicate_of"] is None

    swept = sweep(services, "raw", grace=timedelta())

    assert swept.clusters == 1
    assert shown(services, copy.article_id)["duplicate_of"] == original.article_id
    assert shown(services, original.article_id)["duplicate_of"] is None
