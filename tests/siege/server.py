"""The emulator that the siege takes place on, with the stack of the template."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unspin.local.session import default_template
from unspin.local.stack import CREDENTIALS, Stack, create, variables

MINISTACK = Path(__file__).parents[2] / ".tools" / "siege" / "bin" / "ministack"
START_S = 90
QUIET = {"POWERTOOLS_TRACE_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "ERROR", "UNSPIN_CONNECTIONS": "8"}


@contextmanager
def besieged(folder: Path) -> Iterator[Stack]:
    """Start a server on loopback, create the stack on it, and stop the server in the end."""
    port = _free_port()
    environ = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen([MINISTACK], env=environ, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(port, server)
        with variables({**CREDENTIALS, **QUIET, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}):
            stack = create(default_template())
            with variables(stack.environment):
                yield stack
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_S
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server did not start within {START_S} s: see its log")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port
