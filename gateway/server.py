"""The default door's server: uvicorn on uvloop, one process."""

import signal

import uvicorn

from gateway.asgi import Door
from gateway.lane import lane_of
from gateway.settings import Settings

DRAIN_S = 20


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
        timeout_graceful_shutdown=DRAIN_S,
    )
    # uvicorn raises the signal that ended it once more when it is done; then it must not end this process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run()
