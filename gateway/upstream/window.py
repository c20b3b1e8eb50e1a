"""Calls of the last seconds, and how many of them failed."""

from collections import deque
from dataclasses import dataclass

SLICES = 10


class Window:
    """Counted in slices of time, the oldest of which is dropped when a new one begins; nothing is kept of single calls."""

    def __init__(self, length_s: float) -> None:
        self._slice_s = length_s / SLICES
        self._slices: deque[_Slice] = deque()
        self.calls = 0
        self.failures = 0

    def add(self, now: float, *, failed: bool) -> None:
        """Count a call that ended `now`, on a clock in seconds."""
        current = self._current(now)
        current.calls += 1
        self.calls += 1
        if failed:
            current.failures += 1
            self.failures += 1

    def turn(self, now: float) -> None:
        """A call that was counted as good was not."""
        if self.failures < self.calls:
            self._current(now).failures += 1
            self.failures += 1

    def clear(self) -> None:
        """Begin anew."""
        self._slices.clear()
        self.calls = self.failures = 0

    def _current(self, now: float) -> "_Slice":
        begun = int(now / self._slice_s)
        if self._slices and self._slices[-1].begun == begun:
            return self._slices[-1]
        while self._slices and self._slices[0].begun <= begun - SLICES:
            oldest = self._slices.popleft()
            self.calls -= oldest.calls
            self.failures -= oldest.failures
        self._slices.append(_Slice(begun))
        return self._slices[-1]


@dataclass(slots=True)
class _Slice:
    begun: int
    calls: int = 0
    failures: int = 0
