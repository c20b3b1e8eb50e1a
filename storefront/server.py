"""Serving the app with granian until it is told to stop."""

import signal

from flask import Flask
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .app import create_app
from .errors import SettingsError
from .leaving import LeavingServer, end_with_main_process
from .listening import cannot_listen
from .settings import Settings

# A stalled body holds a thread, so there are many.
THREADS = 64
BACKPRESSURE = 256
HEADER_READ_TIMEOUT_MS = 5_000
WORKERS_KILL_TIMEOUT_S = 20


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, and finish what is being answered. SettingsError: no such address.

    Between SIGTERM and the end of taking requests are `drain_delay_s`, for balancers to learn of it from /readyz.
    """
    wrong = cannot_listen(settings.http_host, settings.http_port)
    if wrong:
        raise SettingsError(wrong)
    LeavingServer(
        "storefront.app:create_app",
        interface=Interfaces.WSGI,
        address=settings.http_host,
        port=settings.http_port,
        workers=1,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_READ_TIMEOUT_MS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=WORKERS_KILL_TIMEOUT_S,
        log_level=LogLevels.error,
        drain_delay_s=settings.drain_delay_s,
    ).serve(target_loader=_load)


def _load(_: str) -> Flask:
    """Make the app in the worker process, which leaves the terminal's Ctrl-C to the main process."""
    end_with_main_process()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return create_app()
