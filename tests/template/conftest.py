from pathlib import Path

import pytest

from unspin.local.template import Template, translated

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def template() -> Template:
    return translated(ROOT / "template.yaml")
