"""A small HTTP service on raw connections: it does what a test tells it to, misbehaving included, and logs its calls."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.support.exchange import Exchange, Received
from tests.support.ports import free_port

Behaviour = Callable[[Exchange], Awaitable[None]]

NOT_FOUND = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 40\r\n\r\n"
    b'{"code": "NOT_FOUND", "detail": "None."}'
)


async def not_found(exchange: Exchange) -> None:
    """What a path answers that nobody gave a behaviour."""
    await exchange.send(NOT_FOUND)


@dataclass(frozen=True)
class _Running:
    loop: asyncio.AbstractEventLoop
    thread: threading.Thread
    server: asyncio.Server


class StubService:
    """Serves in a thread of its own. `calls`: what it received, in order; `connections`: how many it accepted."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.port = free_port()
        self.calls: list[Received] = []
        self.connections = 0
        self.closed_by_client = 0
        self._tls = tls
        self._behaviours: dict[str, Behaviour] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._running: _Running | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Base address, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    def on(self, path: str, behaviour: Behaviour) -> None:
        """What a path does from now on."""
        self._behaviours[path] = behaviour

    def forget(self) -> None:
        """Forget the calls so far and every behaviour."""
        self.calls.clear()
        self._behaviours.clear()
        self.connections = self.closed_by_client = 0

    def start(self) -> None:
        """Listen. After `stop`, the same port listens again."""
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(
            asyncio.start_server(self._serve, self.host, self.port, ssl=self._tls)
        )
        thread = threading.Thread(target=loop.run_forever, name="stub-service", daemon=True)
        thread.start()
        self._running = _Running(loop, thread, server)

    def stop(self) -> None:
        """Refuse connections, and end those there are."""
        running, self._running = self._running, None
        if running is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(running.server), running.loop).result()
        running.loop.call_soon_threadsafe(running.loop.stop)
        running.thread.join()
        running.loop.close()

    async def _end(self, server: asyncio.Server) -> None:
        server.close()
        serving = list(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.connections += 1
        # A cancelled task would be reported by the loop as an error of this server's.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._exchanges(reader, writer, self.connections)
        self._serving.discard(task)
        writer.transport.abort()

    async def _exchanges(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        ordinal = 0
        while not writer.is_closing():
            ordinal += 1
            try:
                received = await _read_request(reader, connection, ordinal)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.closed_by_client += 1
                return
            self.calls.append(received)
            await self._behaviours.get(received.path, not_found)(Exchange(received, reader, writer))


async def _read_request(reader: asyncio.StreamReader, connection: int, ordinal: int) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head[:-4].split("\r\n")
    method, target, _ = first.split(" ")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = parse_qsl(parts.query, keep_blank_values=True)
    return Received(method, target, parts.path, query, headers, body, connection, ordinal)
