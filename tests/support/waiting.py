"""Waiting for what happens soon."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], within_s: float = 10.0, every_s: float = 0.05) -> Found:
    """The first result of `look` that is truthy; fails with the last one when there is none in time."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"Not so within {within_s:.0f} s; last seen: {found!r}"
        time.sleep(every_s)
    return found
