"""A timer for what is nearly always over in time."""

import asyncio
from collections.abc import Callable
from math import inf


class Alarm:
    """Calls `ring` when `due` has come; until then it may be set anew as often as one likes, which costs next to nothing.

    Times are the event loop's, in seconds. The loop's own timer stays where it stands unless it must be earlier, and is set
    again when it finds that it came too soon: a timer of the loop for each wait costs more than all else of waiting.
    """

    __slots__ = ("_loop", "_ring", "_timer", "_timer_at", "due")

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: Callable[[], None]) -> None:
        self._loop = loop
        self._ring = ring
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = inf
        self.due = inf

    def set(self, due: float) -> None:
        """Ring then; what it was set to before is forgotten."""
        self.due = due
        if due < self._timer_at:
            self._time()

    def cancel(self) -> None:
        """Never ring, unless set again."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._timer_at = None, inf

    def _time(self) -> None:
        self.cancel()
        self._timer_at = self.due
        self._timer = self._loop.call_at(self.due, self._look)

    def _look(self) -> None:
        self._timer, self._timer_at = None, inf
        if self.due <= self._loop.time():
            self._ring()
        elif self.due < inf:
            self._time()
