"""How much of its time a running request has used, and whether that is too much.

One for each request; the parent lets it look every now and then.
"""

import time
from dataclasses import dataclass

from autograder.sandbox.clock import ProcessTree, Reading
from autograder.sandbox.limits import Limits


@dataclass(frozen=True)
class Spent:
    """What a notebook has spent so far: charged seconds, and seconds by the wall clock."""

    charged: float = 0.0
    wall: float = 0.0


def is_spent(spent: Spent, limits: Limits) -> bool:
    """Whether a notebook has no time left for another request."""
    most = limits.notebook_seconds
    return spent.charged >= most or spent.wall >= most * limits.wall_factor


class Meter:
    """Charges one request.

    before: what the notebook had spent when the request was sent.
    """

    def __init__(self, tree: ProcessTree, limits: Limits, before: Spent) -> None:
        self._tree, self._limits, self._before = tree, limits, before
        self._left = limits.notebook_seconds - before.charged
        self._allowed = min(limits.cell_seconds, self._left)
        self._began = time.monotonic()
        self._first: Reading | None = None
        self._last: Reading | None = None

    @property
    def charged(self) -> float:
        """Seconds charged up to the last look. What came before the first is charged in full."""
        if self._first is None or self._last is None:
            return 0.0
        return (self._first.wall - self._began) + self._last.charged_since(self._first)

    def look(self) -> None:
        """Read the clocks."""
        self._last = self._tree.read_clock()
        self._first = self._first or self._last

    def spent(self) -> Spent:
        """What the notebook has spent, this request included.

        One that was over before the first look is charged in full, without a reading.
        """
        wall = time.monotonic() - self._began
        if self._first is not None:
            self.look()
        charged = wall if self._first is None else self.charged
        return Spent(self._before.charged + charged, self._before.wall + wall)

    def is_over(self, grace: float = 0.0) -> bool:
        """Whether more was used than is allowed. grace: seconds on top."""
        if self._last is None:
            return False
        wall, limits = self._last.wall - self._began, self._limits
        return (
            self.charged > self._allowed + grace
            or wall > (limits.cell_seconds + grace) * limits.wall_factor
            or self._before.wall + wall > (limits.notebook_seconds + grace) * limits.wall_factor
            or self._is_out_of_processor_time()
        )

    def reason(self) -> str:
        """What was used up, for the student and the record."""
        if self._is_out_of_processor_time():
            return f"{self._limits.cpu_seconds} s of processor time used up"
        if self._left < self._limits.cell_seconds:
            return f"the notebook's {self._limits.notebook_seconds:g} s of time used up"
        return f"{self._limits.cell_seconds:g} s of time used up"

    def _is_out_of_processor_time(self) -> bool:
        return self._last is not None and self._last.processor > self._limits.cpu_seconds
