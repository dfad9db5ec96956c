"""How much a cell may show.

The recorder asks before it keeps anything. Sizes are those of an output on its
way to the parent, the structure around the text included: ten thousand empty
outputs are not for free.
"""

# A list or a dict on the wire, and the one that each output is, with its fields.
CONTAINER = 25
OUTPUT = 100
# Room for the first error and the first result of a cell that said too much already.
RESERVE = 16 * 1024


class Budget:
    """Bytes that one cell may still record."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._left = limit
        self._spared: set[str] = set()

    @property
    def spent(self) -> bool:
        """Whether something was refused already; then everything is, until a clear."""
        return self._left < 0

    @property
    def room(self) -> int:
        """Bytes that are left."""
        return max(0, self._left)

    def take(self, size: int) -> bool:
        """Spend some bytes; False, and nothing left, if there are not so many."""
        if size > self._left:
            self._left = -1
            return False
        self._left -= size
        return True

    def refund(self, used: int) -> None:
        """Start again, with so much already used: the outputs were cleared."""
        self._left = max(0, self.limit - used)

    def spare(self, kind: str) -> bool:
        """Whether an output is let through beyond the limit: the first of its kind is."""
        fresh = kind not in self._spared
        self._spared.add(kind)
        return fresh
