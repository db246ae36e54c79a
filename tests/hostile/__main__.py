"""Take hostile inputs in, and print how each ended: ``python -m tests.hostile``; the test runs it as a process."""

import json
import resource
import signal
import sys
import time

from tests.hostile.corpus import Hostile, corpus
from unspin.adapters.memory import MemoryRawObjects
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.services import Services
from unspin.runtime import embedded

STOPPED_S = 10  # of one input; it has failed long before


def stop(*_: object) -> None:
    """Raise in the midst of whatever takes so long."""
    raise TimeoutError(f"stopped after {STOPPED_S} s of the processor")


def taken_in(hostile: Hostile, services: Services) -> dict[str, object]:
    """Return how an input ended, and the seconds of the processor that it took."""
    assert isinstance(services.raw, MemoryRawObjects)
    services.raw.put("raw", hostile.key, hostile.data)
    before = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, STOPPED_S)
    try:
        outcomes = list(ingest(ArticleStored("raw", hostile.key, event_time="2026-11-02T10:00:00.000Z"), services))
        ends = sorted({each.parked.reason if each.parked else each.kind for each in outcomes})
    except Exception as error:  # what would come again, and end in the dead letters
        ends = [f"{type(error).__name__}: {error}"[:300]]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"name": hostile.name, "ends": ends, "cpu_s": round(time.process_time() - before, 3)}


def main() -> None:
    """Print a line of JSON per input, then the most memory that was held."""
    signal.signal(signal.SIGPROF, stop)
    services = embedded()
    for hostile in corpus():
        print(json.dumps(taken_in(hostile, services)), flush=True)
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    sys.exit(main())
