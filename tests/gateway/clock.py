"""Timers of an event loop on a clock of our own: nobody waits, and what is due is exact."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Timer:
    due: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Clock:
    """As much of an event loop as timers need."""

    now: float = 0.0
    timers: list[Timer] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_at(self, due: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(due, call))
        return self.timers[-1]

    def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [t for t in self.timers if t.due <= until and not t.cancelled]:
            timer = min(due, key=lambda t: t.due)
            timer.cancelled = True
            self.now = max(self.now, timer.due)
            timer.call()
        self.now = until
