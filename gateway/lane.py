"""The short way of `POST /graphql` through uvicorn: from the parsed message to the endpoint, without ASGI's events between.

Everything else, and what is unusual (a second request before the first is answered, `Expect`), goes uvicorn's own way to
`gateway.asgi.Door`, which answers the same. docs/adr/0010 says what it saves.
"""

import asyncio
from typing import Any

from gateway.asgi import Door
from gateway.errors import BodyTooLarge
from gateway.guard import Guard
from gateway.web.messages import Incoming, Outgoing, joined


class Exchange:
    """A request on the short way, in the place of uvicorn's own cycle: these are the parts of it that the protocol looks at."""

    __slots__ = (
        "body",
        "disconnected",
        "keep_alive",
        "message_event",
        "more_body",
        "parts",
        "response_complete",
        "response_started",
        "size",
        "task",
    )

    def __init__(self, *, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self.response_started = False
        self.response_complete = False
        self.disconnected = False
        self.more_body = True
        self.message_event = _NoEvent
        self.body = b""
        self.parts: list[bytes] = []
        self.size = 0
        self.task: asyncio.Task[None]


class _NoEvent:
    """Nobody waits for parts of the body here."""

    @staticmethod
    def set() -> None:
        pass


class Lane(Guard):
    """uvicorn's protocol, guarded, with the short way."""

    _exchange: Exchange | None = None

    def on_head(self) -> None:
        busy = self.cycle is not None and not self.cycle.response_complete
        if self.url != b"/graphql" or busy or self.expect_100_continue or self.parser.get_method() != b"POST":
            self._exchange = None
            super().on_head()
            return
        may_stay = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        self._exchange = Exchange(keep_alive=may_stay and not self.door.capacity.draining)
        self.cycle = self._exchange  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        exchange = self._exchange
        if exchange is None:
            super().on_body(body)
            return
        exchange.size += len(body)
        limit = self.door.max_body_bytes
        if exchange.size <= limit:
            exchange.parts.append(body)
        elif exchange.size > 2 * limit and not exchange.response_complete:
            self._refuse(exchange)

    def on_message(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is None:
            super().on_message()
        elif exchange.size > self.door.max_body_bytes:
            if not exchange.response_complete:
                self._refuse(exchange)
        else:
            exchange.more_body = False
            incoming = self._incoming(b"".join(exchange.parts))
            exchange.task = self.loop.create_task(self._answer(exchange, incoming))
            self.tasks.add(exchange.task)

    async def _answer(self, exchange: Exchange, incoming: Incoming) -> None:
        try:
            outgoing = await self.door.endpoint.answer(incoming)
            if self.flow.write_paused:
                await self.flow.drain()
            if not exchange.disconnected and not self.transport.is_closing():
                self._write(exchange, outgoing)
        finally:
            # Here rather than in a callback of the task, which would cost a turn of the loop.
            self.tasks.discard(exchange.task)

    def _refuse(self, exchange: Exchange) -> None:
        """The body is too large, and the connection ends with the answer.

        It comes when the body is over, or twice as long as it may be: before, the client still sends and would not see it.
        """
        exchange.keep_alive = False
        error = BodyTooLarge(self.door.max_body_bytes)
        self._write(exchange, self.door.endpoint.refuse(self._incoming(b""), error))

    def _incoming(self, body: bytes) -> Incoming:
        headers = joined([(n.decode("latin-1"), v.decode("latin-1")) for n, v in self.headers])
        return Incoming("POST", headers, "", body, self.client[0] if self.client else "")

    def _write(self, exchange: Exchange, outgoing: Outgoing) -> None:
        self.transport.write(self.written(outgoing, keep_alive=exchange.keep_alive))
        exchange.response_complete = True
        if not exchange.keep_alive:
            self.transport.close()
        self.on_response_complete()


def lane_of(door: Door) -> type[Lane]:
    """uvicorn makes protocols from a class, so that each door has a class of its own."""
    attributes: dict[str, Any] = {"door": door}
    return type("LaneOfDoor", (Lane,), attributes)
