"""Running a service on granian until it is told to stop."""

import ctypes
import signal
import sys
from contextlib import suppress
from importlib import import_module

from flask import Flask
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .leaving import LeavingServer, end_with_main_process
from .listening import cannot_listen
from .settings import RestSettings

_HEADER_TIMEOUT_MS = 5000
_KILL_AFTER_S = 20
# A body that stalls holds a thread, so there are many.
_THREADS = 64
_BACKPRESSURE = 256
# mallopt(3): glibc gives threads up to eight heaps a processor, and what was freed in one is of no use in another.
_M_ARENA_MAX, _HEAPS = -8, 2


def serve(factory: str, settings: RestSettings) -> int:
    """`factory` is `module:function` of the WSGI application; answers the exit code.

    On SIGTERM it is not ready any more, takes requests for `drain_delay_s`, then stops listening and ends when what is being
    answered has been; on SIGINT it does not wait.
    """
    wrong = cannot_listen(settings.http_host, settings.http_port)
    if wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - there is no log before there is a server
        return 2
    server = LeavingServer(
        factory,
        address=settings.http_host,
        port=settings.http_port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=1,
        respawn_failed_workers=True,
        blocking_threads=_THREADS,
        backpressure=_BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT_MS),
        workers_kill_timeout=_KILL_AFTER_S,
        log_level=LogLevels.error,
        drain_delay_s=settings.drain_delay_s,
    )
    try:
        server.serve(target_loader=_load)
    except SystemExit as failed:
        # A worker that was told to stop before the main process was is no failure.
        return 0 if server.interrupt_signal else int(failed.code or 1)
    return 0


def _load(factory: str) -> Flask:
    """Makes the application in the worker process, whose signals are the main process's business.

    Ctrl-C reaches both, and a worker that is told to stop twice may hang; while it loads, the handlers it
    inherited would swallow the one that counts.
    """
    end_with_main_process()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(AttributeError):  # another C library than glibc
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)
    module, _, name = factory.partition(":")
    app: Flask = getattr(import_module(module), name)()
    return app
