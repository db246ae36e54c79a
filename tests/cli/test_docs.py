"""Each command that a page of the project shows is there, with its options."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import pytest

from unspin.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGES = sorted(chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md")))
COMMAND = re.compile(r"(?:`|^ {4}|\$ )unspin ([^`\n#]+)", re.MULTILINE)
SHOWN = [
    pytest.param(shown, id=f"{page.name}: unspin {shown}")
    for page in PAGES
    for shown in dict.fromkeys(COMMAND.findall(page.read_text(encoding="utf-8")))
]


def commands(words: list[str]) -> Iterator[click.Command]:
    """Yield the commands that ``policy draft|diff``, or a single name, stand for."""
    context = click.Context(cli)
    for name in words[0].rstrip(".,:;)").split("|"):
        found = cli.get_command(context, name)
        assert found is not None, name
        yield found
        if isinstance(found, click.Group) and len(words) > 1 and re.match(r"[a-z]", words[1]):
            for below in words[1].rstrip(".,:;)").split("|"):
                each = found.get_command(context, below)
                assert each is not None, f"{name} {below}"
                yield each


@pytest.mark.parametrize("shown", SHOWN)
def test_what_is_shown_can_be_called(shown: str) -> None:
    if shown.startswith("-"):
        return
    known = {
        option
        for command in commands(shown.split())
        for each in command.params
        for option in (*each.opts, *each.secondary_opts)
    }

    assert set(re.findall(r"(?<!\S)\[?(--[a-z-]+)", shown)) <= known
