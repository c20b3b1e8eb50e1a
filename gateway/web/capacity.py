"""Whether this process takes more requests: it sheds those beyond a number, and none are sent to one that leaves."""

import time
from dataclasses import dataclass

#: A process that has just shed requests still says so, for probes come seldom.
REMEMBERED_S = 1.0


@dataclass(slots=True)
class Capacity:
    """`in_flight` requests are being answered, `max_in_flight` at most; `shed` counts those refused.

    `draining`: the process was told to end.
    """

    max_in_flight: int
    in_flight: int = 0
    shed: int = 0
    draining: bool = False
    _shed_at: float = float("-inf")

    def enter(self) -> bool:
        """Whether one more may be answered; then `in_flight` counts it until whoever entered takes it off again."""
        if self.in_flight >= self.max_in_flight:
            self.shed += 1
            self._shed_at = time.monotonic()
            return False
        self.in_flight += 1
        return True

    @property
    def state(self) -> str:
        """`ok`, `draining` or `overloaded`: what `/readyz` says."""
        if self.draining:
            return "draining"
        full = self.in_flight >= self.max_in_flight
        return "overloaded" if full or time.monotonic() - self._shed_at < REMEMBERED_S else "ok"
