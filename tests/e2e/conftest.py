"""The stack of the template in this process, and what a person would see of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stack import LocalStack
from unspin.local.session import default_template, in_process


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    with in_process(default_template()) as created:
        yield LocalStack(created, tmp_path)
