"""Serving the app with granian until it is told to stop."""

import errno
import signal
import socket
import time

from flask import Flask
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from .app import create_app
from .errors import SettingsError
from .leaving import LeavingServer, end_with_main_process
from .settings import Settings

# A stalled body holds a thread, so there are many.
THREADS = 64
BACKPRESSURE = 256
HEADER_READ_TIMEOUT_MS = 5_000
WORKERS_KILL_TIMEOUT_S = 20
PORT_IS_FREE_WITHIN_S, LOOKS_EVERY_S = 2.0, 0.05


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, and finish what is being answered. SettingsError: no such address.

    Between SIGTERM and the end of taking requests are `drain_delay_s`, for balancers to learn of it from /readyz.
    """
    _check_address(settings.http_host, settings.http_port)
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


def _check_address(host: str, port: int) -> None:
    """Granian would share a port that another process has already, and each would get some requests.

    A process that was killed just now may have it a moment longer. SettingsError: the address is not to be had.
    """
    ends_at = time.monotonic() + PORT_IS_FREE_WITHIN_S
    while (error := _refused(host, port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() > ends_at:
            raise SettingsError(
                f"HTTP_HOST and HTTP_PORT: {host} port {port} cannot be listened on: {error.strerror}."
            )
        time.sleep(LOOKS_EVERY_S)


def _refused(host: str, port: int) -> OSError | None:
    """Why the system gives this address to nobody now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
