"""One HTTP/1.1 connection to a service, on the event loop."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import cast

import httptools

from gateway.execution.port import Reply

MAX_HEADERS = 100
MAX_HEADER_BYTES = 65_536

_HEAD_ENDS = b"\r\n\r\n"


class BrokenExchange(Exception):
    """The exchange came to no answer. `unanswered`: not one byte of an answer had arrived."""

    def __init__(self, reason: str, *, unanswered: bool) -> None:
        super().__init__(reason)
        self.unanswered = unanswered


class Headers(Mapping[str, str]):
    """The headers of an answer, by names in lower case. Few answers' are ever looked at, so that they are read when one is."""

    __slots__ = ("_head", "_read")

    def __init__(self, head: bytes) -> None:
        """`head`: the status line and the headers, which a parser found sound."""
        self._head = head
        self._read: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._texts()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts())

    def __len__(self) -> int:
        return len(self._texts())

    def _texts(self) -> dict[str, str]:
        if self._read is None:
            lines = self._head.decode("latin-1").split("\r\n")[1:]
            fields = (line.partition(":") for line in lines)
            self._read = {name.lower(): value.strip(" \t") for name, _, value in fields}
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
        self._parser = httptools.HttpResponseParser(self)
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
        self._head = b""
        self._started = False
        self._in_body = False
        self._chunks: list[bytes] = []
        self._body_bytes = 0

    # --- asyncio.Protocol -----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one, though no subclass

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            self.close()  # nobody asked: the service is out of step
            return
        self._started = True
        if not self._in_body:
            self._head = (self._head + data).lstrip(
                b"\r\n"
            )  # A parser passes over line breaks before an answer.
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail("the service wants another protocol")
        except httptools.HttpParserError as error:
            self._fail(f"not HTTP: {error}")
        else:
            if not self._in_body and len(self._head) > MAX_HEADER_BYTES:
                self._fail("too many headers")

    def eof_received(self) -> None:
        self.reusable = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.reusable = False
        if self._waiter is None or self._waiter.done():
            return
        sized = Headers(self._head).keys() & {"content-length", "transfer-encoding"}
        if self._in_body and not sized and exc is None:
            self._finish(self._parser.get_status_code())
        else:
            self._fail("the connection ended before the answer did")

    # --- httptools ------------------------------------------------------------------------------------------------
    # There is no `on_header`: a call into Python for each header costs more than the rest of reading an answer.

    def on_headers_complete(self) -> None:
        # A second answer may come in the bytes of the first; the first stays as it is.
        if self._waiter is None or self._waiter.done():
            self.close()
            return
        end = self._head.index(_HEAD_ENDS)
        if end > MAX_HEADER_BYTES or self._head.count(b"\n", 0, end) > MAX_HEADERS:
            self._fail("too many headers")
        self._in_body = self._parser.get_status_code() >= 200
        # Behind 100 Continue, 103 Early Hints the answer is still to come.
        self._head = self._head[:end] if self._in_body else self._head[end + len(_HEAD_ENDS) :]

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes > self.max_body_bytes:
            self._fail(f"the answer has over {self.max_body_bytes} bytes")
            return
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        if not self._in_body:
            return
        self.reusable = self.reusable and self._parser.should_keep_alive()
        self._finish(self._parser.get_status_code())

    # --- the end of an exchange -----------------------------------------------------------------------------------

    def _finish(self, status: int) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(Reply(status, Headers(self._head), b"".join(self._chunks)))

    def _fail(self, reason: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(BrokenExchange(reason, unanswered=not self._started))
        self.close()
