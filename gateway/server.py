"""The default door's server: uvicorn on uvloop, one process, and how it ends without losing a request.

SIGTERM: `/readyz` says 503 from then on, and every answer ends its connection, so that balancers go elsewhere; for
`DRAIN_DELAY_S` requests are still taken. Then nothing more is accepted, connections without a request are closed, and what
is under way is finished. SIGINT, from a terminal, does the same without the delay. A second signal ends it at once.
"""

import asyncio
import ctypes
import gc
import signal
import socket
import time
from contextlib import suppress
from types import FrameType
from typing import cast

import uvicorn

from gateway.asgi import Door
from gateway.lane import Lane, lane_of
from gateway.settings import Settings

#: The longest time for what is under way when nothing more is accepted.
DRAIN_S = 20

#: How long a connection may be idle: longer than balancers keep theirs (60 s), so that they are the ones who close.
KEEP_ALIVE_S = 75

#: Connections that were accepted last may not have said anything yet.
LINGER_S = 0.5

#: Objects made, less objects freed, before the collector looks at new ones: requests leave next to no cycles behind.
#: Then how many such looks come before one at older ones, how many of those before one at all, which finds dropped documents.
GC_THRESHOLDS = (20_000, 5, 2)

#: mallopt(3): from which size on memory is mapped by itself, and how much may lie free at the end of the heap.
M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -3, -1
LARGE_BYTES = 131_072
FREE_BYTES = 4_194_304


class Server(uvicorn.Server):
    """uvicorn's server, which leaves in the order that this file says."""

    def __init__(self, config: uvicorn.Config, door: Door, drain_delay_s: float) -> None:
        super().__init__(config)
        self._door = door
        self._drain_delay_s = drain_delay_s
        self._leaves_at = float("inf")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (uvicorn's own signature)
        capacity = self._door.capacity
        if capacity.draining:
            self.should_exit = self.force_exit = True
            return
        capacity.draining = True
        for connection in cast(set[Lane], self.server_state.connections):
            connection.drain()
        self._leaves_at = time.monotonic() + (self._drain_delay_s if sig == signal.SIGTERM else 0)

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or time.monotonic() >= self._leaves_at

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        if not self.force_exit:
            await asyncio.sleep(min(LINGER_S, self._drain_delay_s))
        await super().shutdown(sockets)


def serve(door: Door, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return."""
    config = uvicorn.Config(
        door,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=lane_of(door),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_S,
    )
    _settle_memory()
    Server(config, door, settings.drain_delay_s).run()


def _settle_memory() -> None:
    """What was made while starting lives as long as the process: the collector need not look at it again, nor so often.

    Large answers get memory of their own, which goes back to the system: glibc would stop to do so after the first.
    """
    with suppress(AttributeError):  # another C library than glibc
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        # Said with the other, or it stays at 128 KiB and every burst of answers gives memory back that the next one wants.
        libc.mallopt(M_TRIM_THRESHOLD, FREE_BYTES)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
