"""A thread that keeps doing something, and does it less often while it fails."""

import logging
import random
import threading
import time
from collections.abc import Callable

from .rest.log import say

_LONGEST_PAUSE_S = 10.0


class Poller:
    """Runs `step` every `interval_s`, at once again while it answers that there is more to do."""

    def __init__(self, name: str, step: Callable[[], bool], interval_s: float) -> None:
        self._step = step
        self._interval_s = interval_s
        self._failures = 0
        # A daemon: a step cut short is done again after the next start, so nobody has to wait for it.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                while self._step():
                    pass
                self._succeeded()
            except Exception as error:
                self._failed(error)
            time.sleep(self._pause_s())

    def _pause_s(self) -> float:
        longest = min(
            self._interval_s * 2 ** min(self._failures, 10), max(self._interval_s, _LONGEST_PAUSE_S)
        )
        return longest if self._failures == 0 else random.uniform(longest / 2, longest)  # noqa: S311

    def _succeeded(self) -> None:
        if self._failures:
            say(logging.INFO, "recovered", task=self._thread.name, failures=self._failures)
        self._failures = 0

    def _failed(self, error: Exception) -> None:
        # Said once, not every second for as long as the other side is away.
        if not self._failures:
            say(
                logging.WARNING,
                "failing",
                task=self._thread.name,
                error=type(error).__name__,
            )
        self._failures += 1
