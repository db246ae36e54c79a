"""What goes wrong, and when: drawn from the seed."""

from dataclasses import dataclass
from random import Random

from unspin.errors import TransientError


class Died(BaseException):
    """The worker is gone: no handler of the pipeline may catch this."""


@dataclass
class Faults:
    """Fails calls with probability *rate*, at most *left* times, so that every schedule ends."""

    random: Random
    rate: float
    left: int

    def before(self, call: str) -> None:
        """Refuse the call, or kill its worker before it."""
        self._strike(call, "before it took effect")

    def after(self, call: str) -> None:
        """Lose the answer of a call that took effect, or kill its worker after it."""
        self._strike(call, "after it took effect")

    def _strike(self, call: str, when: str) -> None:
        if self.left == 0 or self.random.random() >= self.rate:
            return
        self.left -= 1
        if self.random.random() < 0.5:
            raise TransientError(f"{call} failed {when}")
        raise Died(f"{call}: died {when}")
