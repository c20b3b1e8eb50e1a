"""How much each client has used of late, in memory: a sliding window of two counters, however much is counted.

What was used in the window before counts by the part of it that a window ending now still covers.
"""

import math
from collections import OrderedDict
from collections.abc import Hashable

from msgspec import Struct

#: Clients that are remembered; those that have been quiet longest are forgotten first.
MAX_CLIENTS = 50_000


class Used(Struct, gc=False):
    """What a client used in the window number `window` and in the one before."""

    window: int
    now: int = 0
    before: int = 0


class Windows:
    """The counters of all clients, for windows of `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._clients: OrderedDict[Hashable, Used] = OrderedDict()

    def used(self, client: Hashable, time_s: float) -> Used:
        """The counters of a client, moved on to this time. Add to `now` what is used."""
        window = int(time_s // self.seconds)
        used = self._clients.get(client)
        if used is None:
            used = self._clients[client] = Used(window)
            if len(self._clients) > MAX_CLIENTS:
                self._clients.popitem(last=False)
            return used
        self._clients.move_to_end(client)
        if used.window != window:
            used.before = used.now if used.window == window - 1 else 0
            used.now, used.window = 0, window
        return used


def level(used: Used, time_s: float, seconds: float) -> float:
    """How much of it counts at this time."""
    return used.before * (1 - time_s / seconds % 1) + used.now


def wait_s(used: Used, room: float, time_s: float, seconds: float) -> int:
    """Whole seconds until not more than `room` counts, when nothing more is used."""
    position = time_s / seconds % 1
    if used.now <= room and used.before:
        at = 1 - (room - used.now) / used.before
    elif used.now:
        at = 2 - max(room, 0) / used.now
    else:
        at = position
    return max(1, math.ceil((at - position) * seconds))
