"""Run the `unspin` command as a person does."""

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.stack import ARTICLES

ORIGINAL = str(ARTICLES / "harbour-post/maritime-accord.html")
SPUN = str(ARTICLES / "daily-respin/maritime-deal.txt")


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def unspin(*arguments: str, stdin: bytes = b"", folder: Path | None = None, **environment: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "unspin.cli", *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "160", **environment},
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def on_a_terminal(*arguments: str, folder: Path | None = None, **environment: str) -> str:
    """Return what a person sees who runs the command in a terminal."""
    ours, theirs = os.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    running = subprocess.Popen(
        [sys.executable, "-m", "unspin.cli", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={**kept, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # Linux tells so that nobody holds the other end any more
        while part := os.read(ours, 10_000):
            seen += part
    os.close(ours)
    running.wait(timeout=60)
    return seen.decode().replace("\r\n", "\n")
