"""What Lambda sets before it imports a function, and the stack of the template in this process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.e2e.stack import LocalStack
from unspin.local.session import default_template, in_process

# Powertools reads these when a function's module is imported.
os.environ |= {
    "POWERTOOLS_METRICS_NAMESPACE": "unspin",
    "POWERTOOLS_SERVICE_NAME": "unspin",
}
# Machines are noisy: a slow example is no failure. What a merge waits for draws the same examples every time.
settings.register_profile("unspin", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("unspin")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """Nothing dropped yet."""
    with in_process(default_template()) as created:
        yield LocalStack(created, tmp_path)


@pytest.fixture
def dropped(stack: LocalStack) -> LocalStack:
    """The example articles dropped, nothing ingested yet."""
    stack.drop_examples()
    return stack


@pytest.fixture
def ingested(dropped: LocalStack) -> LocalStack:
    """The example articles, taken in."""
    assert dropped.run() == 0
    return dropped
