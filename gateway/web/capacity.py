"""Whether this process takes more requests: it sheds those beyond a number, and none are sent to one that leaves."""

import time
from dataclasses import dataclass

#: A process that has just shed requests still says so, for probes come seldom.
REMEMBERED_S = 1.0


@dataclass(slots=True)
class Capacity:
    """`in_flight` requests are being answered or wait to be, `max_in_flight` at most; `shed` counts those refused.

    Whoever answers a request counts it in and out. `draining`: the process was told to end.
    """

    max_in_flight: int
    in_flight: int = 0
    shed: int = 0
    draining: bool = False
    _shed_at: float = float("-inf")

    @property
    def is_full(self) -> bool:
        """Whether one more would be one too many."""
        return self.in_flight >= self.max_in_flight

    def shed_one(self) -> None:
        """There are as many as may be: one more is refused."""
        self.shed += 1
        self._shed_at = time.monotonic()

    @property
    def state(self) -> str:
        """`ok`, `draining` or `overloaded`: what `/readyz` says."""
        if self.draining:
            return "draining"
        return "overloaded" if self.is_full or time.monotonic() - self._shed_at < REMEMBERED_S else "ok"
