"""Requests begin a few at a time, so that those which have begun come to their end first.

Of fifty that begin at once each waits for all the others at every step, and by the time its rows are written they have long
left the processor's cache. Begun a few in a turn of the loop, a request goes through with few beside it. Where the loop has
time, the next turn comes at once, and nobody waits. docs/adr/0052 has figures.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from gateway.web.capacity import Capacity

MOST_A_TURN = 8


class Intake:
    """For one event loop. What is given begins in the order in which it came; what waits counts as being answered."""

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._waiting: deque[Callable[[], None]] = deque()
        self._room = MOST_A_TURN

    def take(self, begin: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        """Call `begin`, now or in one of the next turns of the loop. Where no more may wait it begins now, to be refused."""
        if self._room:
            if self._room == MOST_A_TURN:
                loop.call_soon(self._turn, loop)
            self._room -= 1
            begin()
        elif self._capacity.is_full:
            begin()
        else:
            self._capacity.in_flight += 1
            self._waiting.append(begin)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        next_ones = [self._waiting.popleft() for _ in range(min(MOST_A_TURN, len(self._waiting)))]
        self._room = MOST_A_TURN - len(next_ones)
        if next_ones:
            loop.call_soon(self._turn, loop)
        for begin in next_ones:
            self._capacity.in_flight -= 1
            begin()
