"""One HTTP/1.1 connection to a service, on the event loop."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import cast

import httptools

from gateway.execution.port import Reply

MAX_HEADERS = 100
MAX_HEADER_BYTES = 65_536


class BrokenExchange(Exception):
    """The exchange came to no answer. `unanswered`: not one byte of an answer had arrived."""

    def __init__(self, reason: str, *, unanswered: bool) -> None:
        super().__init__(reason)
        self.unanswered = unanswered


class Headers(Mapping[str, str]):
    """The headers of an answer, by names in lower case. Few answers' are ever looked at, so that they are read when one is."""

    __slots__ = ("_raw", "_read")

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._raw = raw
        self._read: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._texts()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts())

    def __len__(self) -> int:
        return len(self._texts())

    def _texts(self) -> dict[str, str]:
        if self._read is None:
            self._read = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in self._raw
            }
        return self._read


class Connection(asyncio.Protocol):
    """Carries one exchange at a time. `reusable` says whether another may follow; `idle_since`, `kept_until`: the pool's."""

    idle_since: float = 0.0
    kept_until: float = 0.0

    def __init__(self, max_body_bytes: int) -> None:
        self.max_body_bytes = max_body_bytes
        self.reusable = True
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Reply] | None = None
        self._begin()

    def send(self, request: bytes) -> "asyncio.Future[Reply]":
        """Send a whole request; the future gets the whole answer. Whoever gives it up has to close the connection.

        Raises, now or in the future:
            BrokenExchange: the connection ended, or what came is not HTTP, or is too much.
        """
        if self._transport is None or self._transport.is_closing():
            raise BrokenExchange("the connection was closed", unanswered=True)
        self._begin()
        waiter = self._waiter = self._loop.create_future()
        self._transport.write(request)
        return waiter

    def close(self) -> None:
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._head_bytes = 0
        self._body_bytes = 0
        self._started = False
        self._in_body = False

    # --- asyncio.Protocol -----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one, though no subclass

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            self.close()  # nobody asked: the service is out of step
            return
        self._started = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail("the service wants another protocol")
        except httptools.HttpParserError as error:
            self._fail(f"not HTTP: {error}")

    def eof_received(self) -> None:
        self.reusable = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.reusable = False
        if self._waiter is None or self._waiter.done():
            return
        ends_with_connection = not Headers(self._headers).keys() & {"content-length", "transfer-encoding"}
        if self._in_body and ends_with_connection and exc is None:
            self._finish()
        else:
            self._fail("the connection ended before the answer did")

    # --- httptools ------------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        # A second answer may come in the bytes of the first; the first stays as it is.
        if self._waiter is None or self._waiter.done():
            self._headers = []
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_bytes += len(name) + len(value)
        self._headers.append((name, value))
        if self._head_bytes > MAX_HEADER_BYTES or len(self._headers) > MAX_HEADERS:
            self._fail("too many headers")

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()
        self._in_body = self._status >= 200

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes > self.max_body_bytes:
            self._fail(f"the answer has over {self.max_body_bytes} bytes")
            return
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        if self._status < 200:  # 100 Continue, 103 Early Hints: the answer is still to come
            self._headers.clear()
            return
        self.reusable = self.reusable and self._parser.should_keep_alive()
        self._finish()

    # --- the end of an exchange -----------------------------------------------------------------------------------

    def _finish(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(Reply(self._status, Headers(self._headers), b"".join(self._chunks)))

    def _fail(self, reason: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(BrokenExchange(reason, unanswered=not self._started))
        self.close()
