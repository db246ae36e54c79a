"""Take hostile inputs in, and print how each ended: ``python -m tests.hostile``; the test runs it as a process."""

import json
import signal
import sys
import time

from tests.hostile.corpus import Hostile, corpus
from tests.memory import peak_mb
from unspin.adapters.memory import MemoryRawObjects
from unspin.messages import ArticleStored
from unspin.moderation.policy import default_policy
from unspin.pipeline.ingest import ingest
from unspin.runtime import embedded

STOPPED_S = 10  # of one input; it has failed long before
SLOW_S, TRIES = 2, 3  # other work on the machine slows a process down: the best of some tries counts


def stop(*_: object) -> None:
    """Raise in the midst of whatever takes so long."""
    raise TimeoutError(f"stopped after {STOPPED_S} s of the processor")


def taken_in(hostile: Hostile) -> dict[str, object]:
    """Return how an input ended, and the seconds of the processor that it took."""
    tries = []
    while len(tries) < TRIES and (not tries or min(tries) > SLOW_S):
        before = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, STOPPED_S)
        try:
            ends = _ends(hostile)
        except Exception as error:  # what would come again, and end in the dead letters
            ends = [f"{type(error).__name__}: {error}"[:300]]
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        tries.append(time.process_time() - before)
    return {"name": hostile.name, "ends": ends, "cpu_s": round(min(tries), 3)}


def _ends(hostile: Hostile) -> list[str]:
    services = embedded(default_policy())
    assert isinstance(services.raw, MemoryRawObjects)
    services.raw.put("raw", hostile.key, hostile.data)
    outcomes = list(ingest(ArticleStored("raw", hostile.key, event_time="2026-11-02T10:00:00.000Z"), services))
    return sorted({each.parked.reason if each.parked else each.kind for each in outcomes})


def main() -> None:
    """Print a line of JSON per input, then the most memory that was held."""
    signal.signal(signal.SIGPROF, stop)
    for hostile in corpus():
        print(json.dumps(taken_in(hostile)), flush=True)
    print(json.dumps({"peak_mb": peak_mb()}))


if __name__ == "__main__":
    sys.exit(main())
