"""Clients as a balancer is one: they keep connections to every process that is ready, and count what goes wrong."""

import http.client
import select
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests

from tests.support.processes import Process

CLIENTS = 8
#: Not as fast as they can: the processes and the clients share the machine.
PAUSE_S = 0.002
PROBE_EVERY_S = 0.05


@dataclass(frozen=True)
class Asked:
    """The request that is sent again and again."""

    method: str
    path: str
    body: bytes | None = None


@dataclass
class Balancer:
    """`answered` requests had an answer of status 200; `failures` says what became of the others."""

    processes: Sequence[Process]
    asked: Asked
    answered: int = 0
    failures: list[str] = field(default_factory=list)
    _ready: list[Process] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def sends_to_all(self) -> bool:
        """Whether every process was ready when it was asked last."""
        return len(self._ready) == len(self.processes)

    @contextmanager
    def load(self) -> Iterator[None]:
        """Send requests from many clients at once while the block runs."""
        self._probe()
        workers: list[Callable[[int], None]] = [self._watch, *[self._ask] * CLIENTS]
        threads = [threading.Thread(target=work, args=(n,)) for n, work in enumerate(workers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _watch(self, _: int) -> None:
        while not self._over.wait(PROBE_EVERY_S):
            self._probe()

    def _probe(self) -> None:
        self._ready = [process for process in self.processes if _is_ready(process)]

    def _ask(self, number: int) -> None:
        kept: dict[int, http.client.HTTPConnection] = {}
        for turn in range(number, 1_000_000_000):
            if self._over.is_set():
                break
            ready = self._ready
            process = ready[turn % len(ready)]
            connection = kept.setdefault(
                process.port, http.client.HTTPConnection("127.0.0.1", process.port, 5)
            )
            try:
                status = self._exchange(connection)
            except (OSError, http.client.HTTPException) as error:
                self._fail(f"{process.module} on port {process.port}: {error!r}")
                connection.close()
            else:
                if status == 200:
                    self.answered += 1
                else:
                    self._fail(f"status {status}")
            time.sleep(PAUSE_S)
            if turn % 20 == 0:  # as many connections are new as a balancer would open
                connection.close()
        for connection in kept.values():
            connection.close()

    def _exchange(self, connection: http.client.HTTPConnection) -> int:
        if connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
            connection.close()  # by the other end, which no balancer would send on
        headers = {"Content-Type": "application/json"} if self.asked.body else {}
        connection.request(self.asked.method, self.asked.path, self.asked.body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def _fail(self, what: str) -> None:
        self.failures.append(f"{time.monotonic():.3f} {what}")


def _is_ready(process: Process) -> bool:
    try:
        return requests.get(f"{process.url}/readyz", timeout=1).status_code == 200
    except requests.RequestException:
        return False
