"""uvicorn's protocol, closed to clients that take its time or its memory: heads have a size, heads and bodies a time to arrive.

What is refused before there is a request, broken HTTP too, is answered like every other refusal: as GraphQL, with a code, an id
and a line in the log. Then the connection ends.
"""

import asyncio
import re
import select
from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache

from httptools import HttpParserError, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from gateway.alarm import Alarm
from gateway.asgi import Door
from gateway.errors import MalformedRequest, RequestError, RequestTooSlow
from gateway.web.heads import EMPTY_LINE, UNREADABLE
from gateway.web.messages import FIXED_HEADERS, Incoming, Outgoing

_UPGRADE = re.compile(rb"\r\nupgrade:", re.IGNORECASE)


class Awaited(Enum):
    """What a connection waits for the client to send."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()


# Looked at many times a request: names of the module are found faster than members of an Enum.
NOTHING, HEAD, BODY = Awaited


class ProtocolOffered(MalformedRequest):
    """This head of a request offers another protocol, which is none of ours."""

    def __init__(self, head: bytes) -> None:
        super().__init__("No other protocol is spoken here.")
        self.head = head


class Guard(HttpToolsProtocol):
    """`door` is set by `lane_of`. A class's attributes are the state of a connection that is new.

    The parser says that a head or a body ends, but not where. So it gets what came in parts that end wherever one of them may,
    and each head begins with a part. `_head`: what has come of a head; `_left`: what is to come of a body of a known length, in
    bytes; `_searched`: the last bytes before those that are searched for an empty line.
    """

    door: Door
    _awaited: Awaited = HEAD
    _timed: Awaited = NOTHING
    _head = b""
    _searched = b""
    _left = 0
    _read: tuple[bytes, list[str], dict[str, str]] = (b"", [], {})

    # A head is read at once: a call into Python for each of its fields would cost more than the rest of it.
    on_message_begin = on_url = on_header = None  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.peer = self.client[0] if self.client else ""
        self._alarm = Alarm(self.loop, self._time_is_over)
        self._wait(self.door.head_timeout_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._alarm.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Whether to stay: a client that has said all still hears the answer to what it asked, which is the last one."""
        if self._awaited is not NOTHING or not self._is_answering():
            return False
        self.cycle.keep_alive = False
        return True

    def data_received(self, data: bytes) -> None:
        begin = 0
        while begin < len(data):
            if self._left:
                part = data[begin : begin + self._left]
                self._left -= len(part)
            else:
                part = self._to_empty_line(data, begin)
                if self._awaited is not BODY:
                    if self.cycle is not None and not self.cycle.keep_alive:
                        return  # Behind the last request of a connection nothing is heard.
                    self._awaited = HEAD
                    self._head += part
            begin += len(part)
            try:
                self.parser.feed_data(part)
            except HttpParserError as stopped:
                self._stopped(stopped.__context__)
                if self.transport.is_closing():
                    return
        if self._awaited is not NOTHING and not self.transport.is_closing():
            self._more_to_come()

    def _to_empty_line(self, data: bytes, begin: int) -> bytes:
        """What there is of a head, or of a body in chunks, up to the next empty line: neither ends anywhere else."""
        found = (self._searched + data).find(EMPTY_LINE, begin)
        if found < 0:
            self._searched = (self._searched + data[begin:])[-3:]
            return data[begin:]
        end = found + len(EMPTY_LINE) - len(self._searched)
        self._searched = b""
        return data[begin:end]

    def _stopped(self, reason: BaseException | None) -> None:
        """The parser, or what it called, did not take what it was given.

        The offer of another protocol is passed over (RFC 9110, 7.8), as Java's client and `curl --http2` make it. That parser
        would take the body for the other protocol; a new one reads the head without the offer.
        """
        if isinstance(reason, ProtocolOffered):
            without = _UPGRADE.sub(b"\r\nignored:", reason.head)
            if without != reason.head:
                self.parser = HttpRequestParser(self)
                self.data_received(without)
                return
        self._end(reason if isinstance(reason, RequestError) else MalformedRequest(UNREADABLE))

    def _more_to_come(self) -> None:
        """The message is not complete: it has so much time, and its head may have so many bytes."""
        if len(self._head) > self.door.head_limits.head_bytes:
            self._end(self.door.head_limits.too_large())
        elif self._timed is not self._awaited:
            self._wait(self.door.body_timeout_s if self._awaited is BODY else self.door.head_timeout_s)

    def on_headers_complete(self) -> None:
        """The head is complete, and the parser found it sound. A client often says the same as before: that is read already."""
        head, self._head = self._head, b""
        if head != self._read[0]:
            self._read = (head, *self.door.head_limits.read(head))
        _, request, headers = self._read
        if self.parser.should_upgrade():
            raise ProtocolOffered(head)
        self._left = int(headers.get("content-length", 0))
        self.on_head(request, headers.copy())
        self._awaited = BODY

    def on_head(self, request: list[str], headers: Mapping[str, str]) -> None:
        """The head is complete, and may be: method, target and version, and the headers.

        Only here, where it is needed, the ASGI scope is made.
        """
        super().on_message_begin()
        self.url = request[1].encode("latin-1")
        self.expect_100_continue = headers.get("expect", "").lower() == "100-continue"
        self.headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        super().on_headers_complete()
        if self.door.capacity.draining:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        if self._left or self._searched:  # Where a part goes on, none ends.
            raise MalformedRequest(UNREADABLE)
        self._awaited = self._timed = NOTHING
        self.on_message()

    def on_message(self) -> None:
        """The message is complete."""
        super().on_message_complete()
        if self.cycle.response_complete:  # A page that reads no body has answered before.
            self._wait(self.timeout_keep_alive)

    def on_response_complete(self) -> None:
        if self.transport.is_closing():
            return
        if self.flow.read_paused:
            self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._awaited is NOTHING:
            self._wait(self.timeout_keep_alive)

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
        if self._head or self._awaited is BODY:
            return True
        waiting = select.poll()
        waiting.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(waiting.poll(0))

    def _wait(self, waits_s: float) -> None:
        """What is awaited now has so much time."""
        self._timed = self._awaited
        self._alarm.set(self.loop.time() + waits_s)

    def _time_is_over(self) -> None:
        if self._is_answering() and self._awaited is not BODY:
            if self._awaited is HEAD:
                self._wait(self.door.head_timeout_s)
        elif self._head or self._awaited is BODY:
            self._end(RequestTooSlow())
        else:  # Nothing came at all, and nobody waits for an answer.
            self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _end(self, refusal: RequestError) -> None:
        """Refuse what is being received, and close. An earlier request that is still being answered ends with it."""
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
        start = _start(outgoing.status, *self.server_state.default_headers)
        fields = "".join(map("%s: %s\r\n".__mod__, outgoing.headers.items()))
        ends = "" if keep_alive else "connection: close\r\n"
        head = f"{start}{fields}content-length: {len(outgoing.body)}\r\n{ends}\r\n"
        return head.encode("latin-1") + outgoing.body


@lru_cache(maxsize=16)
def _start(status: int, *headers: tuple[bytes, bytes]) -> str:
    """How answers begin, with the headers that are uvicorn's: they change once a second, with the date."""
    lines = [STATUS_LINE[status], *(b"%b: %b\r\n" % header for header in headers)]
    fixed = [f"{name}: {value}\r\n" for name, value in FIXED_HEADERS.items()]
    return b"".join(lines).decode("latin-1") + "".join(fixed)
