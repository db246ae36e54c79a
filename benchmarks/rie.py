"""A function as Lambda starts it: awslambdaric under the real Runtime Interface Emulator, which aws-sam-cli brings."""

import json
import os
import platform
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ministack import HOST, free_port

TOOLS = Path(__file__).parents[1] / ".tools"
RUNTIME = TOOLS / "runtime" / "bin" / "python"  # with awslambdaric and boto3, as the managed runtime has them
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
WAIT_S = 60


@dataclass
class Function:
    """A function that waits to be invoked; the first invocation starts it."""

    url: str
    log: Path
    emulator: int  # process id

    def invoke(self, event: Mapping[str, Any]) -> tuple[Any, float]:
        """Return the answer, and the milliseconds until it came."""
        request = urllib.request.Request(self.url, json.dumps(event).encode())
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            body = json.load(answer)
        return body, 1_000 * (time.perf_counter() - started)

    @property
    def init_ms(self) -> float:
        """The time from the runtime's start to its asking for the first event, as the emulator reports it."""
        return float(INIT.findall(self.log.read_text(encoding="utf-8"))[-1])

    @property
    def cpu_ms(self) -> float:
        """The processor time that the function's process took so far."""
        fields = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return 1_000 * TICK_S * (int(fields[11]) + int(fields[12]))

    @property
    def rss_mb(self) -> float:
        """The memory that the function's process holds."""
        pages = int(Path(f"/proc/{self._process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000

    @property
    def _process(self) -> int:
        tasks = Path(f"/proc/{self.emulator}/task").glob("*/children")
        [child] = (int(child) for task in tasks for child in task.read_text().split())
        return child


@contextmanager
def started(folder: Path, layer: Path, environment: Mapping[str, str], log: Path) -> Iterator[Function]:
    """Start the emulator for the function in *folder* with *layer*; both as `make build` leaves them."""
    [emulator] = TOOLS.glob(f"sam/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{ARCHITECTURE}")
    log.parent.mkdir(parents=True, exist_ok=True)
    port, api = free_port(), free_port()
    command = [
        str(emulator),
        "--log-level",
        "info",
        "--runtime-interface-emulator-address",
        f"{HOST}:{port}",
        "--runtime-api-address",
        f"{HOST}:{api}",
        str(RUNTIME),
        "-m",
        "awslambdaric",
        "app.lambda_handler",
    ]
    held = {
        "PATH": "/usr/bin:/bin",
        "LAMBDA_TASK_ROOT": str(folder),
        "PYTHONPATH": f"{folder}:{layer}/python",
        "PYTHONDONTWRITEBYTECODE": "1",  # /opt cannot be written to
        "AWS_LAMBDA_FUNCTION_NAME": folder.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "AWS_REGION": environment.get("AWS_DEFAULT_REGION", "eu-central-1"),
        **environment,
    }
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=folder, env=held, stdout=file, stderr=file)
    try:
        time.sleep(0.3)  # until it listens
        yield Function(f"http://{HOST}:{port}/2015-03-31/functions/function/invocations", log, process.pid)
    finally:
        process.terminate()
        process.wait(30)
