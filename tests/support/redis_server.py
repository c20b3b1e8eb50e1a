"""A private Redis: on a free port, keeping nothing, gone when the test is."""

import shutil
import signal
import subprocess
from types import TracebackType
from typing import Self

from tests.support.ports import accepts_connections, free_port
from tests.support.requirements import missing
from tests.support.waiting import eventually

STARTS_WITHIN_S = 10.0


class RedisServer:
    """`url` stays the same when it is stopped and started again."""

    def __init__(self) -> None:
        self._program = shutil.which("redis-server") or missing("redis-server")
        self._port = free_port()
        self._running: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._running = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)
        eventually(lambda: accepts_connections(self._port), STARTS_WITHIN_S, 0.02)

    def stop(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def pause(self) -> None:
        """It takes connections and says nothing."""
        assert self._running is not None
        self._running.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._running is not None
        self._running.send_signal(signal.SIGCONT)
