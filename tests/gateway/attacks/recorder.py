"""The default door's reading of bytes beside the parser's own, callback by callback: no network, no time, no answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httptools
import uvicorn
from uvicorn.server import ServerState

from gateway.guard import Guard
from gateway.web.heads import HeadLimits
from gateway.web.messages import Outgoing, joined


async def _nobody(_scope: object, _receive: object, _send: object) -> None:
    """Nothing is handed on to an application."""


_CONFIG = uvicorn.Config(_nobody, http="httptools", ws="none", log_config=None)
_LOOP: Any = SimpleNamespace(time=lambda: 0.0, call_at=lambda *_: SimpleNamespace(cancel=lambda: None))
_REFUSED = Outgoing(400, {}, b"")
_DOOR: Any = SimpleNamespace(
    head_limits=HeadLimits(),
    head_timeout_s=1.0,
    body_timeout_s=1.0,
    endpoint=SimpleNamespace(refuse=lambda *_: _REFUSED),
)


@dataclass
class Message:
    """What was read of a request."""

    request: list[str]
    headers: Mapping[str, str]
    body: bytes = b""
    is_whole: bool = False


@dataclass
class Transport:
    """The client's end of a connection, of which only its end is looked at."""

    closed: bool = False

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def write(self, data: bytes) -> None:
        pass

    def get_extra_info(self, _: str) -> None:
        return None


class Recorder(Guard):
    """The guard, which writes down what it would hand on."""

    door = _DOOR

    def __init__(self, loop: Any = _LOOP) -> None:
        super().__init__(_CONFIG, ServerState(), {}, loop)
        self.messages: list[Message] = []

    def on_head(self, request: list[str], headers: Mapping[str, str]) -> None:
        self.messages.append(Message(request, headers))

    def on_body(self, body: bytes) -> None:
        self.messages[-1].body += body

    def on_message(self) -> None:
        self.messages[-1].is_whole = True


@dataclass
class Callbacks:
    """What the parser says, by a call for each part of a request."""

    messages: list[Message] = field(default_factory=list)
    parser: Any = None
    _url: bytes = b""
    _fields: list[tuple[str, str]] = field(default_factory=list)

    def on_message_begin(self) -> None:
        self._url, self._fields = b"", []

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        version = f"HTTP/{self.parser.get_http_version()}"
        request = [self.parser.get_method().decode(), self._url.decode("latin-1"), version]
        self.messages.append(Message(request, joined(self._fields)))

    def on_body(self, body: bytes) -> None:
        self.messages[-1].body += body

    def on_message_complete(self) -> None:
        self.messages[-1].is_whole = True


def read_by_the_door(segments: Iterable[bytes]) -> tuple[list[Message], bool]:
    """The requests in what came segment by segment, and whether the connection was ended for it."""
    guard, transport = Recorder(), Transport()
    guard.connection_made(transport)  # type: ignore[arg-type]
    for segment in segments:
        if not transport.closed:
            guard.data_received(segment)
    return guard.messages, transport.closed


def read_by_the_parser(data: bytes) -> tuple[list[Message], bool]:
    """The same by a parser that is told everything at once, and has a callback for everything."""
    callbacks = Callbacks()
    callbacks.parser = httptools.HttpRequestParser(callbacks)
    callbacks.parser.set_dangerous_leniencies(lenient_data_after_close=True)
    try:
        callbacks.parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return callbacks.messages, True
    return callbacks.messages, False
