"""Calls of the last seconds, and how many of them failed."""

from collections import deque
from dataclasses import dataclass

SLICES = 10


class Window:
    """Counted in slices of time, the oldest of which is dropped when a new one begins; nothing is kept of single calls."""

    def __init__(self, length_s: float) -> None:
        self._slice_s = length_s / SLICES
        self._slices: deque[_Slice] = deque()
        self._latest: _Slice | None = None
        self._ends_at = float("-inf")
        self.calls = 0
        self.failures = 0

    def add(self, now: float) -> None:
        """Count a call that ended `now`, on a clock in seconds, as good."""
        latest = self._latest
        if latest is None or now >= self._ends_at:
            latest = self._begin(now)
        latest.calls += 1
        self.calls += 1

    def turn(self) -> None:
        """A call that was counted as good was not."""
        if self._latest is not None and self.failures < self.calls:
            self._latest.failures += 1
            self.failures += 1

    def clear(self) -> None:
        """Begin anew."""
        self._slices.clear()
        self._latest = None
        self.calls = self.failures = 0

    def _begin(self, now: float) -> "_Slice":
        """A new slice, and the last of those that are too old."""
        number = int(now / self._slice_s)
        while self._slices and self._slices[0].number <= number - SLICES:
            oldest = self._slices.popleft()
            self.calls -= oldest.calls
            self.failures -= oldest.failures
        self._latest = _Slice(number)
        self._ends_at = (number + 1) * self._slice_s
        self._slices.append(self._latest)
        return self._latest


@dataclass(slots=True)
class _Slice:
    number: int
    calls: int = 0
    failures: int = 0
