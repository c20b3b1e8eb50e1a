"""One request that the proxy took, and the ways to answer it."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from gateway.execution.port import Call, Reply

#: Headers of a connection, which a proxy writes itself (RFC 9110, 7.6.1).
OF_A_CONNECTION = frozenset(("connection", "content-length", "keep-alive", "transfer-encoding"))


@dataclass(frozen=True, slots=True)
class Exchange:
    """`ask`: sends the request to the service itself. Every answer ends its connection."""

    call: Call
    ask: Callable[[Call], Awaitable[Reply]]
    writer: asyncio.StreamWriter

    async def reply(self) -> Reply:
        """What the service answers.

        Raises:
            UpstreamError: nothing.
        """
        return await self.ask(self.call)

    async def pass_on(self) -> None:
        """Answer what the service answers."""
        reply = await self.reply()
        await self.answer(reply.status, reply.headers, reply.body)

    async def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send a whole answer."""
        await self.send(head(status, headers, len(body)) + body)

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Break the connection (RST)."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def head(status: int, headers: Mapping[str, str], length: int) -> bytes:
    """Status line and headers, with the empty line."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name not in OF_A_CONNECTION]
    lines += [f"Content-Length: {length}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")
