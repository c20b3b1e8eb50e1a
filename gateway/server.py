"""The default door's server: uvicorn on uvloop, one process."""

import gc
import signal

import uvicorn

from gateway.asgi import Door
from gateway.lane import lane_of
from gateway.settings import Settings

DRAIN_S = 20

#: Objects made, less objects freed, before the collector looks: requests leave next to no cycles behind.
GC_THRESHOLD = 50_000


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
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_S,
    )
    # uvicorn raises the signal that ended it once more when it is done; then it must not end this process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    _settle_memory()
    uvicorn.Server(config).run()


def _settle_memory() -> None:
    """What was made while starting lives as long as the process: the collector need not look at it again, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
