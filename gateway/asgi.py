"""The default door: `/graphql` and probes are answered on the event loop, every other path by the Flask app."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import graphene
from a2wsgi import WSGIMiddleware

from gateway.app import create_pages
from gateway.errors import BodyTooLarge
from gateway.settings import Settings
from gateway.web.health import PATHS
from gateway.web.messages import FIXED_HEADERS, Incoming, Outgoing, joined
from gateway.web.protocol import wants_page
from gateway.web.wiring import Gateway, head_limits

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


_FIXED = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in FIXED_HEADERS.items()]


class ClientGone(Exception):
    """The client left before its request was complete."""


class Door:
    """The ASGI application of a gateway."""

    def __init__(self, schema: graphene.Schema, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self.endpoint = gateway.endpoint
        self.capacity = gateway.endpoint.capacity
        self.max_body_bytes = settings.body_cap_bytes
        self.head_limits = head_limits(settings)
        self.head_timeout_s = settings.head_timeout_s
        self.body_timeout_s = settings.body_timeout_s
        self._graphiql = settings.graphiql
        self._others: Any = WSGIMiddleware(create_pages(schema, gateway, settings))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/graphql" and not self._is_page(scope):
            await self._answer(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in PATHS and scope["method"] in ("GET", "HEAD"):
            await _send(self._gateway.health.answer(scope["path"]), send)
        elif scope["type"] == "http":
            await self._others(scope, receive, send)

    def _is_page(self, scope: Scope) -> bool:
        if not self._graphiql or scope["method"] != "GET":
            return False
        accept = b",".join(value for name, value in scope["headers"] if name == b"accept")
        return wants_page("GET", accept.decode("latin-1"))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = joined([(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]])
        query_string = scope["query_string"].decode("latin-1")
        peer = scope["client"][0] if scope.get("client") else ""
        try:
            body = await self._body(receive)
        except ClientGone:
            return
        except BodyTooLarge as error:
            unread = Incoming(scope["method"], headers, query_string, b"", peer)
            await _send(self.endpoint.refuse(unread, error), send)
            return
        incoming = Incoming(scope["method"], headers, query_string, body, peer)
        await _send(await self.endpoint.answer(incoming), send)

    async def _body(self, receive: Receive) -> bytes:
        """The whole body.

        Raises:
            BodyTooLarge: it goes on beyond the limit. ClientGone: it does not come to its end.
        """
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone()
            part = message.get("body", b"")
            size += len(part)
            if size > self.max_body_bytes:
                raise BodyTooLarge(self.max_body_bytes)
            parts.append(part)
            if not message.get("more_body"):
                return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Fetch the issuers' keys while starting; the start does not wait for them."""
        await receive()
        first_keys = asyncio.create_task(self._gateway.fetch_keys())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        first_keys.cancel()
        await self._gateway.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _send(outgoing: Outgoing, send: Send) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in outgoing.headers.items()
    ]
    if outgoing.status != 204:
        headers.append((b"content-length", str(len(outgoing.body)).encode()))
    await send({"type": "http.response.start", "status": outgoing.status, "headers": _FIXED + headers})
    await send({"type": "http.response.body", "body": outgoing.body})
