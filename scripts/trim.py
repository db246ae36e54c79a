"""Make a built layer small and quick to wake; scripts/build.sh runs it after sam. Needs the standard library only.

usage: python3.13 scripts/trim.py LAYER

Lambda cannot keep what Python compiles, and zips have no times that Python trusts: without compiled modules in the
layer each cold start compiles anew all that it imports. The model of languages comes as LZMA, which takes three times
as long to unpack as deflate. What Python cannot import goes: the sources that wheels were compiled from, stubs for
type checkers, the tests of dependencies.
"""

import ast
import lzma
import py_compile
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

LIMIT = 110_000_000  # bytes of the layer and a function, unzipped
SOURCES = {".pyi", ".c", ".h", ".pxd", ".pxi", ".pyx", ".a", ".f90"}
# Where a function's imports never lead.
NOT_IMPORTED = {"testing", "_pyinstaller", "f2py", "distutils", "cli", "local", "cost"}


def main() -> int:
    """Trim, and say how large the layer is; return 1 if it is too large."""
    layer = Path(sys.argv[1])
    python = layer / "python"
    for path in sorted(unused(python)):
        path.unlink()
    repack(python / "py3langid" / "data" / "model.npz.xz", python / "unspin" / "text" / "languages.npz")
    count = sum(compiled(path) for path in modules(python))
    size = sum(path.stat().st_size for path in layer.rglob("*") if path.is_file())
    print(f"unspin: {count} modules compiled; the layer holds {size:,} bytes, {LIMIT:,} are allowed")
    return int(size > LIMIT)


def unused(python: Path) -> Iterator[Path]:
    """Yield the files that no Python imports or reads."""
    for path in python.rglob("*"):
        is_test = "tests" in path.relative_to(python).parts[1:-1]
        if path.is_file() and (is_test or path.suffix in SOURCES):
            yield path


def repack(source: Path, target: Path) -> None:
    """Write the arrays of an LZMA-packed ``.npz`` as an ``.npz`` that numpy reads by itself."""
    with lzma.open(source) as packed, zipfile.ZipFile(packed) as held, zipfile.ZipFile(target, "w") as made:
        for name in held.namelist():
            # A ZipInfo has a fixed time: the same model makes the same bytes.
            made.writestr(zipfile.ZipInfo(name), held.read(name), zipfile.ZIP_DEFLATED, compresslevel=6)


def modules(python: Path) -> Iterator[Path]:
    """Yield the modules of the layer but for those that nothing in a function imports."""
    for path in sorted(python.rglob("*.py")):
        if NOT_IMPORTED.isdisjoint(path.relative_to(python).parts[:-1]):
            yield path


def compiled(path: Path) -> bool:
    """Compile a module; return False where its source is for another Python."""
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        return False
    # Unpacked files carry no time that fits: Python is not to look at the source again.
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    # The name that tracebacks show is the one on Lambda.
    shown = Path("/opt/python", *path.parts[path.parts.index("python") + 1 :])
    py_compile.compile(str(path), dfile=str(shown), invalidation_mode=mode, doraise=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
