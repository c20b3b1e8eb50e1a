"""uvicorn's protocol, closed to clients that take its time or its memory: heads have a size, heads and bodies a time to arrive.

What is refused before there is a request, broken HTTP too, is answered like every other refusal: as GraphQL, with a code, an id
and a line in the log. Then the connection ends.
"""

import asyncio
import re
import select
from enum import Enum, auto

from httptools import HttpRequestParser
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from gateway.asgi import Door
from gateway.errors import MalformedRequest, RequestError, RequestTooSlow
from gateway.web.messages import FIXED_HEADERS, Incoming, Outgoing

_FIXED = "".join(f"{name}: {value}\r\n" for name, value in FIXED_HEADERS.items()).encode("latin-1")


_UPGRADE = re.compile(rb"\r\nupgrade:", re.IGNORECASE)


class Awaited(Enum):
    """What a connection waits for the client to send."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()


# Looked at many times a request: names of the module are found faster than members of an Enum.
NOTHING, HEAD, BODY = Awaited


class Guard(HttpToolsProtocol):
    """`door` is set by `lane_of`. A class's attributes are the state of a connection that is new."""

    door: Door
    _awaited: Awaited = HEAD
    _timed: Awaited = NOTHING
    _deadline: asyncio.TimerHandle | None = None
    _begun = False
    _same_head = False
    _is_first = True
    _offers_protocol = False
    _chunk_bytes = 0
    _head_bytes = 0
    _hosts = 0
    _refusal: RequestError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timing()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Whether to stay: a client that has said all still hears the answer to what it asked, which is the last one."""
        if self._awaited is not NOTHING or not self._is_answering():
            return False
        self.cycle.keep_alive = False
        return True

    def data_received(self, data: bytes) -> None:
        if self._awaited is NOTHING:
            self._awaited = HEAD
        self._same_head = True
        self._is_first = True
        self._chunk_bytes = len(data)
        super().data_received(data)
        if self._offers_protocol:
            self._pass_over_offer(data)
            return
        if self._awaited is not NOTHING and not self.transport.is_closing():
            self._more_to_come()

    def _pass_over_offer(self, data: bytes) -> None:
        """Read a request again without its offer of another protocol (RFC 9110, 7.8): of Java's client, of `curl --http2`.

        The parser stopped at its head: it would take the body for that protocol, or for the next request. What was begun
        before, or behind another request, cannot be read again, and is refused.
        """
        self._offers_protocol = False
        head, end, rest = data.partition(b"\r\n\r\n")
        without = _UPGRADE.sub(b"\r\nignored:", head) + end + rest
        if self._same_head or not self._is_first or without == data:
            self._end(self._refusal or MalformedRequest())
            return
        self._refusal = None
        self.parser = HttpRequestParser(self)
        self.data_received(without)

    def _more_to_come(self) -> None:
        """The message is not complete: it has so much time, and its head may have so many bytes."""
        if self._awaited is HEAD:
            limits = self.door.head_limits
            # Where a head begins within what came, earlier messages may be before it.
            self._head_bytes += (
                self._chunk_bytes if self._same_head else min(self._chunk_bytes, limits.url_bytes)
            )
            if self._head_bytes > limits.head_bytes:
                self._end(limits.too_large())
                return
        if self._timed is not self._awaited:
            self._time()

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._awaited = HEAD
        self._begun = True
        self._same_head = False
        self._head_bytes = 0
        self._hosts = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._awaited is BODY:
            return  # A trailer: what it says comes too late to be part of the head.
        name = name.lower()
        if name == b"host":
            self._hosts += 1
        elif name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        try:
            self._check_head()
        except RequestError as refusal:
            self._refusal = refusal
            raise
        self._awaited = BODY
        self.on_head()

    def _check_head(self) -> None:
        limits = self.door.head_limits
        if len(self.headers) > limits.fields or self._head_bytes + self._chunk_bytes > limits.url_bytes:
            limits.check(len(self.url), self.headers)
        version = self.parser.get_http_version()
        if (version != "1.1" or self._hosts != 1) and version != "1.0":
            raise MalformedRequest("The request must be of HTTP/1.1 and name one host, or of HTTP/1.0.")
        if self.parser.should_upgrade():
            self._offers_protocol = True
            raise MalformedRequest("No other protocol is spoken here.")

    def on_head(self) -> None:
        """The head is complete, and may be. Only here, where it is needed, the ASGI scope is made."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()
        if self.door.capacity.draining:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        self._awaited = NOTHING
        self._is_first = False
        if self._deadline is not None:
            self._stop_timing()
        self.on_message()

    def on_message(self) -> None:
        """The message is complete."""
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn's name for it)
        """What uvicorn calls when the parser, or what it called, raised."""
        if self._offers_protocol:
            return
        self._end(self._refusal or MalformedRequest("The request is not HTTP that can be read."))

    def drain(self) -> None:
        """The process is to end: what is being answered is the last of this connection."""
        if self._is_answering():
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Close the connection, unless a request is on its way or being answered; then it ends with the answer."""
        self.drain()
        if not self.transport.is_closing() and not self._is_answering() and not self._is_receiving():
            self.transport.close()

    def _is_receiving(self) -> bool:
        """Whether a message has begun, or waits in the socket to be read."""
        if self._awaited is not NOTHING and self._begun:
            return True
        waiting = select.poll()
        waiting.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(waiting.poll(0))

    def _time(self) -> None:
        self._stop_timing()
        self._timed = self._awaited
        waits_s = self.door.body_timeout_s if self._awaited is BODY else self.door.head_timeout_s
        self._deadline = self.loop.call_later(waits_s, self._time_is_over)

    def _stop_timing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._timed = NOTHING

    def _time_is_over(self) -> None:
        if self._awaited is HEAD and self._is_answering():
            self._time()
        elif not self._begun:  # Nothing came at all, and nobody waits for an answer.
            self.transport.close()
        else:
            self._end(RequestTooSlow())

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _end(self, refusal: RequestError) -> None:
        """Refuse what is being received, and close. An earlier request that is still being answered ends with it."""
        self._stop_timing()
        if self.transport.is_closing():
            return
        answering = self._is_answering()
        # Only what is being received may be answered, and only once.
        may_write = not answering
        if self._awaited is BODY:
            may_write = answering and not self.cycle.response_started
        if answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if may_write:
            nothing = Incoming("", {}, "", b"")
            self.transport.write(self.written(self.door.endpoint.refuse(nothing, refusal), keep_alive=False))
        self.transport.close()

    def written(self, outgoing: Outgoing, *, keep_alive: bool) -> bytes:
        """An answer as it goes over the wire. In one piece: two would cost the small ones more than they save the large."""
        lines = [STATUS_LINE[outgoing.status]]
        for name, value in self.server_state.default_headers:
            lines += (name, b": ", value, b"\r\n")
        lines.append(_FIXED)
        head = "".join([f"{name}: {value}\r\n" for name, value in outgoing.headers.items()])
        ends = "" if keep_alive else "connection: close\r\n"
        lines.append(f"{head}content-length: {len(outgoing.body)}\r\n{ends}\r\n".encode("latin-1"))
        lines.append(outgoing.body)
        return b"".join(lines)
