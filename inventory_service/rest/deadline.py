"""X-Deadline-Ms: how long an answer is still wanted."""

import re
import time
from dataclasses import dataclass

from .problems import Problem

HEADER = "X-Deadline-Ms"


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` is a moment of time.monotonic(), or None when the caller waits as long as it takes."""

    at: float | None = None

    def remaining_s(self) -> float | None:
        return None if self.at is None else self.at - time.monotonic()

    def check(self) -> None:
        """Raises 504 DEADLINE_EXCEEDED when no time is left."""
        remaining = self.remaining_s()
        if remaining is not None and remaining <= 0:
            raise Problem(504, "DEADLINE_EXCEEDED", "No time was left to start this work.")


def from_header(value: str | None, arrived_at: float) -> Deadline:
    if value is None:
        return Deadline()
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise Problem(400, "BAD_DEADLINE", f"{HEADER} is a whole number of milliseconds.")
    return Deadline(arrived_at + int(value) / 1000)
