"""A server that speaks AWS's protocols, on 127.0.0.1: for threads and load, which no emulator in the process stands."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from unspin.local.session import default_template
from unspin.local.stack import CREDENTIALS, Stack, create, variables

HOST = "127.0.0.1"
START_S = 60


@contextmanager
def running(log: Path) -> Iterator[tuple[Stack, Mapping[str, str]]]:
    """Start a server and create the stack of the template on it; yield the stack and the environment to reach it in.

    Raises:
        RuntimeError: It does not start.
    """
    port = free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        process = subprocess.Popen(command(port), stdout=file, stderr=file)
    try:
        wait(port, process, log)
        endpoint = {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://{HOST}:{port}"}
        with variables(endpoint):
            stack = create(default_template())
            environment = {**endpoint, **reachable(stack.environment, port)}
            with variables(environment):
                yield stack, environment
    finally:
        process.terminate()
        process.wait(30)


def command(port: int) -> list[str]:
    """Return the command that starts a server on *port* of this machine alone."""
    settings = [f"GATEWAY_PORT={port}", f"BIND_HOST={HOST}"]
    return ["env", *settings, sys.executable, "-m", "ministack.app"]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port


def reachable(environment: Mapping[str, str], port: int) -> dict[str, str]:
    """Return a stack's *environment* with one address for the server, which names itself localhost: that is two."""
    return {name: value.replace(f"localhost:{port}", f"{HOST}:{port}") for name, value in environment.items()}


def wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server answers.

    Raises:
        RuntimeError: It ended, or it does not in ``START_S``.
    """
    until = time.monotonic() + START_S
    while True:
        with socket.socket() as tried:
            tried.settimeout(1)
            if tried.connect_ex((HOST, port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"ministack did not start; see {log}")
        time.sleep(0.1)
