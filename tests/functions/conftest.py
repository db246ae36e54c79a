"""The stack of the template, with the example articles dropped and nothing ingested yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stack import ARTICLES, LocalStack
from unspin.local.session import default_template, in_process


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    with in_process(default_template()) as created:
        yield LocalStack(created, tmp_path)


@pytest.fixture
def dropped(stack: LocalStack) -> LocalStack:
    for path in sorted(ARTICLES.rglob("*")):
        if path.is_file():
            stack.drop(path.relative_to(ARTICLES).as_posix(), path.read_bytes())
    return stack
