"""One HTTP/1.1 connection to a service, on the event loop."""

import asyncio
from typing import cast

import httptools

from gateway.alarm import Alarm
from gateway.execution.port import Reply, fields_in

MAX_HEADERS = 100
MAX_HEADER_BYTES = 65_536

_HEAD_ENDS = b"\r\n\r\n"


class BrokenExchange(Exception):
    """The exchange came to no answer. `unanswered`: not one byte of an answer had arrived."""

    def __init__(self, reason: str, *, unanswered: bool) -> None:
        super().__init__(reason)
        self.unanswered = unanswered


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
        self._head = b""
        self._started = self._in_body = False
        self._body: bytes | bytearray = b""
        self._alarm = Alarm(self._loop, self._time_is_over)

    def send(self, request: bytes, expires_at: float) -> "asyncio.Future[Reply]":
        """Send a whole request; the future gets the whole answer. Whoever gives it up has to close the connection.

        `expires_at`: when nobody waits any longer, on the event loop's clock, in seconds.

        Raises, now or in the future:
            BrokenExchange: the connection ended, or what came is not HTTP, or is too much.
            TimeoutError: there is no answer in time.
        """
        if self._transport is None or self._transport.is_closing():
            raise BrokenExchange("the connection was closed", unanswered=True)
        self._head, self._started, self._in_body = b"", False, False
        waiter = self._waiter = self._loop.create_future()
        self._alarm.set(expires_at)
        self._transport.write(request)
        return waiter

    def close(self) -> None:
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    def _time_is_over(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

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
        self._alarm.cancel()
        if self._waiter is None or self._waiter.done():
            return
        sized = fields_in(self._head).keys() & {"content-length", "transfer-encoding"}
        if self._in_body and not sized and exc is None:
            self.on_message_complete()
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
        if not self._body:
            self._body = body
        else:  # The many pieces of a large answer, each by itself, would leave holes in the heap that stay.
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += body
        if len(self._body) > self.max_body_bytes:
            self._fail(f"the answer has over {self.max_body_bytes} bytes")

    def on_message_complete(self) -> None:
        if self._in_body and self._waiter is not None and not self._waiter.done():
            self.reusable = self.reusable and self._parser.should_keep_alive()
            status = self._parser.get_status_code()
            self._waiter.set_result(Reply(status, self._head, bytes(self._body)))
            self._body = b""  # A connection may be kept for long, and a body be large.

    def _fail(self, reason: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(BrokenExchange(reason, unanswered=not self._started))
        self.close()
