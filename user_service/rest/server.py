"""Running a service on granian until it is told to stop."""

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from .settings import RestSettings

_HEADER_TIMEOUT_MS = 5000
_KILL_AFTER_S = 20
# A body that stalls holds a thread, so there are many.
_THREADS = 64
_BACKPRESSURE = 256


def serve(factory: str, settings: RestSettings) -> int:
    """`factory` is `module:function` of the WSGI application; answers the exit code."""
    server = Granian(
        factory,
        address=settings.http_host,
        port=settings.http_port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        backpressure=_BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT_MS),
        respawn_failed_workers=True,
        workers_kill_timeout=_KILL_AFTER_S,
        websockets=False,
        log_access=False,
        log_enabled=False,
        factory=True,
    )
    server.serve()
    return 0
