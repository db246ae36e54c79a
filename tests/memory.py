"""The most memory that this process ever held."""

import resource
from pathlib import Path


def peak_mb() -> float:
    """Linux counts into ``ru_maxrss`` what the process held that started us; ``VmHWM`` is our own."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    [told] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(told.split()[1]) / 1024
