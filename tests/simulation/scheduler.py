"""Tasks that take turns, in an order that follows from a seed."""

from collections.abc import Callable
from random import Random

from greenlet import getcurrent, greenlet


class Scheduler:
    """Runs tasks one at a time; each goes on until it pauses."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._hub = getcurrent()
        self._tasks: list[tuple[str, greenlet]] = []
        self.running = "nobody"

    def spawn(self, name: str, task: Callable[[], None]) -> None:
        """Add a task."""
        self._tasks.append((name, greenlet(task, parent=self._hub)))

    def pause(self) -> None:
        """Let somebody else go on, or nobody; outside of a task, nothing happens."""
        if getcurrent() is not self._hub:
            self._hub.switch()

    def run(self) -> None:
        """Run until every task has ended; what one raises ends the run."""
        while self._tasks:
            name, task = self._random.choice(self._tasks)
            self.running = name
            task.switch()
            if task.dead:
                self._tasks.remove((name, task))
        self.running = "nobody"
