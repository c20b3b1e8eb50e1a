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
        self.calls = 0
        self.failures = 0

    def add(self, now: float, *, failed: bool) -> None:
        """Count a call that ended `now`, on a clock in seconds."""
        latest = self._slice(now)
        latest.calls += 1
        self.calls += 1
        if failed:
            latest.failures += 1
            self.failures += 1

    def turn(self, now: float) -> None:
        """A call that was counted as good was not."""
        if self.failures < self.calls:
            self._slice(now).failures += 1
            self.failures += 1

    def clear(self) -> None:
        """Begin anew."""
        self._slices.clear()
        self._latest = None
        self.calls = self.failures = 0

    def _slice(self, now: float) -> "_Slice":
        """The slice of this time, a new one unless it is the latest."""
        begun = int(now / self._slice_s)
        if self._latest is not None and self._latest.begun == begun:
            return self._latest
        while self._slices and self._slices[0].begun <= begun - SLICES:
            oldest = self._slices.popleft()
            self.calls -= oldest.calls
            self.failures -= oldest.failures
        self._latest = _Slice(begun)
        self._slices.append(self._latest)
        return self._latest


@dataclass(slots=True)
class _Slice:
    begun: int
    calls: int = 0
    failures: int = 0
