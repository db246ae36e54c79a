"""The local stack on a server of its own, which outlives the command: moto, on loopback only."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from unspin.errors import SettingsError
from unspin.local.session import QUIET
from unspin.local.stack import CREDENTIALS, Stack, create, variables

STATE = Path(".unspin/local.json")
HOST = "127.0.0.1"
START_S = 30


@dataclass(frozen=True)
class Server:
    """A server that was started, and the stack on it."""

    pid: int
    endpoint: str
    stack: Stack

    @property
    def variables(self) -> dict[str, str]:
        """The environment in which commands speak to it."""
        return {**CREDENTIALS, **QUIET, "AWS_ENDPOINT_URL": self.endpoint, **self.stack.environment}


def up(template: Path) -> Server:
    """Start a server and create the stack on it.

    Raises:
        SettingsError: One is up already, or it does not start.
    """
    if (held := running()) is not None:
        raise SettingsError(f"a local stack is up already at {held.endpoint}: stop it with `unspin local down`")
    port = _free_port()
    STATE.parent.mkdir(exist_ok=True)
    with STATE.with_suffix(".log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter
            [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    endpoint = f"http://{HOST}:{port}"
    try:
        _wait(port, process)
        with variables(CREDENTIALS | {"AWS_ENDPOINT_URL": endpoint}):
            server = Server(process.pid, endpoint, create(template))
        written = STATE.with_suffix(".new")  # who is cut off here leaves no half of a file
        written.write_text(json.dumps(asdict(server), indent=2), encoding="utf-8")
        written.replace(STATE)
    except BaseException:
        process.kill()
        raise
    return server


def down() -> bool:
    """Stop the server; return False if none is up."""
    server = running()
    STATE.unlink(missing_ok=True)
    if server is None:
        return False
    with suppress(ProcessLookupError):  # it ended, and something else answers in its place
        os.kill(server.pid, signal.SIGTERM)
    return True


def running() -> Server | None:
    """Return the server that was started in this folder, if it still runs."""
    try:
        held = json.loads(STATE.read_text(encoding="utf-8"))
        server = Server(held["pid"], held["endpoint"], Stack(**held["stack"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{STATE} does not name a local stack: remove it, then run `unspin local up`") from error
    return server if _answers(int(server.endpoint.rpartition(":")[2])) else None


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_S
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            raise SettingsError(f"the local server did not start; see {STATE.with_suffix('.log')}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(1)
        return tried.connect_ex((HOST, port)) == 0


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port
