"""What is done to a layer that sam has built."""

import io
import lzma
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scripts import trim


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """A layer with one dependency."""
    python = tmp_path / "python"
    for folder in ("unspin/text", "unspin/cli", "lib/tests", "py3langid/data"):
        (python / folder).mkdir(parents=True)
    (python / "lib/__init__.py").write_text("ANSWER = 42\n")
    (python / "lib/old.py").write_text("print 'for another Python'\n")
    (python / "unspin/cli/main.py").write_text("")
    for unused in ("lib/tests/test_lib.py", "lib/fast.c", "lib/fast.pyi"):
        (python / unused).write_text("")
    arrays = io.BytesIO()
    np.savez(arrays, ptc=np.arange(5))
    (python / "py3langid/data/model.npz.xz").write_bytes(lzma.compress(arrays.getvalue()))
    return tmp_path


def trimmed(layer: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["trim", str(layer)])
    return trim.main()


def test_what_python_cannot_import_goes(layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trimmed(layer, monkeypatch) == 0

    left = {path.relative_to(layer / "python").as_posix() for path in layer.rglob("*") if path.suffix != ".pyc"}
    assert {"lib/__init__.py", "lib/old.py"} <= left
    assert not left & {"lib/tests/test_lib.py", "lib/fast.c", "lib/fast.pyi"}


def test_modules_are_compiled_and_stay_so_whatever_time_their_files_get(
    layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trimmed(layer, monkeypatch)
    source = layer / "python/lib/__init__.py"
    os.utime(source, (0, 0))  # as unpacked from a zip
    source.write_text("ANSWER = 'compiled again'\n")

    ran = subprocess.run(
        [sys.executable, "-B", "-c", "import lib; print(lib.ANSWER)"],
        cwd=layer / "python",
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == "42\n"


def test_what_no_function_imports_is_not_compiled(layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed(layer, monkeypatch)

    assert [path.name.split(".")[0] for path in layer.rglob("*.pyc")] == ["__init__"]


def test_the_model_of_languages_is_packed_anew(layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed(layer, monkeypatch)

    with np.load(layer / "python/unspin/text/languages.npz") as held:
        assert held["ptc"].tolist() == [0, 1, 2, 3, 4]


def test_a_layer_that_is_too_large_fails_the_build(layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trim, "LIMIT", 100)

    assert trimmed(layer, monkeypatch) == 1
