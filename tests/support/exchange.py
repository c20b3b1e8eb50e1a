"""One request that a stub service received, and the raw connection to answer it on."""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Received:
    """A request. Header names are in lower case; `ordinal`: the how-manieth it is on its connection."""

    method: str
    target: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    connection: int
    ordinal: int

    def values(self, parameter: str) -> list[str]:
        """The values of a query parameter, in order."""
        return [value for name, value in self.query if name == parameter]

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Exchange:
    """The way to answer one request, byte by byte."""

    def __init__(
        self, received: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.received = received
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def close(self) -> None:
        """Close the connection in order (FIN)."""
        self._writer.close()
        await self._writer.wait_closed()

    def reset(self) -> None:
        """Break the connection (RST)."""
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def until_client_leaves(self) -> None:
        """Answer nothing, until the other side closes."""
        await self._reader.read()
        raise ConnectionAbortedError
