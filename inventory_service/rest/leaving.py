"""The end of a process without a lost request: first nobody is sent here any more, then it ends.

The main process tells its workers by a signal that they never take: it stays pending, and whoever wants to know looks. A handler
would not run, for Python's main thread waits inside granian there.
"""

import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from flask import Flask, Response
from granian.server.mp import MPServer

_TOLD = signal.SIGUSR1
#: prctl(2): the signal that a process gets when the one that made it ends.
_PR_SET_PDEATHSIG = 1


class LeavingServer(MPServer):
    """Granian, which at SIGTERM takes requests for `drain_delay_s` more while `/readyz` says 503; a second signal ends it now."""

    def __init__(self, *arguments: Any, drain_delay_s: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._drain_delay_s = drain_delay_s
        self._leaving = False

    def serve(self, *arguments: Any, **options: Any) -> None:
        # Workers inherit what is blocked here, and so do all of their threads.
        signal.pthread_sigmask(signal.SIG_BLOCK, {_TOLD})
        super().serve(*arguments, **options)

    def signal_handler_interrupt(self, number: int, _: FrameType | None) -> None:
        end: Callable[[], None] = super().signal_handler_interrupt
        # Noted first, for a second signal interrupts this handler, too.
        again, self._leaving = self._leaving, True
        if again:
            kills: list[Callable[[], None]] = [worker.kill for worker in self.wrks]
            for kill in kills:
                kill()
            end()
        elif number == signal.SIGTERM and self._drain_delay_s:
            delay = threading.Timer(self._drain_delay_s, end)
            delay.daemon = True
            delay.start()
            for worker in self.wrks:
                with suppress(ProcessLookupError):
                    os.kill(worker.inner.pid, _TOLD)
        else:
            end()


def end_with_main_process() -> None:
    """To be called by a worker: when the main process is killed nobody would tell it to end, and it would keep the port."""
    with suppress(AttributeError):  # another system than Linux
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    main = multiprocessing.parent_process()
    if main is not None and main.pid != os.getppid():  # It was killed before.
        os.kill(os.getpid(), signal.SIGKILL)


def is_leaving() -> bool:
    """Whether this process was told to end."""
    return _TOLD in signal.sigpending()


def install(app: Flask) -> None:
    """While the process leaves, each answer ends its connection, so that the next request goes elsewhere."""

    @app.after_request
    def end_connection(response: Response) -> Response:
        if is_leaving():
            response.headers["Connection"] = "close"
        return response
