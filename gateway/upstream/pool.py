"""Connections to one origin, kept for the next call."""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gateway.execution.port import Reply
from gateway.upstream.connection import BrokenExchange, Connection

#: A connection that was idle longer may have been closed by the service just now: what is not safe is not sent on it.
FRESH_S = 1.0
IDLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a service, and the path that its own paths stand under."""

    host: str
    port: int
    tls: bool
    prefix: str

    @classmethod
    def of(cls, url: str) -> "Origin":
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        return cls(parts.hostname or "", parts.port or (443 if tls else 80), tls, parts.path.rstrip("/"))

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


@dataclass(slots=True)
class Pool:
    """The connections to one origin. The one used last is used first."""

    origin: Origin
    max_body_bytes: int
    connect_timeout_s: float
    tls: ssl.SSLContext | None
    idle: deque[Connection] = field(default_factory=deque)

    async def exchange(self, request: bytes, *, repeatable: bool) -> Reply:
        """Send a request over a kept connection, or a new one. A kept one that turns out to be closed does no harm.

        Raises:
            BrokenExchange: no answer. OSError, TimeoutError: no connection.
        """
        now = asyncio.get_running_loop().time()
        while (kept := self._kept(now, IDLE_S if repeatable else FRESH_S)) is not None:
            try:
                return await self._over(kept, request)
            except BrokenExchange as broken:
                if not (broken.unanswered and repeatable):
                    raise
        return await self._over(await self._connect(), request)

    def close(self) -> None:
        while self.idle:
            self.idle.pop().close()

    def _kept(self, now: float, max_idle_s: float) -> Connection | None:
        while self.idle and (now - self.idle[0].idle_since > IDLE_S or not self.idle[0].reusable):
            self.idle.popleft().close()
        while self.idle and now - self.idle[-1].idle_since <= max_idle_s:
            connection = self.idle.pop()
            if connection.reusable:
                return connection
            connection.close()
        return None

    async def _over(self, connection: Connection, request: bytes) -> Reply:
        reply = await connection.exchange(request)
        if connection.reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self.idle.append(connection)
        else:
            connection.close()
        return reply

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self.connect_timeout_s):
            _, connection = await loop.create_connection(
                lambda: Connection(self.max_body_bytes), self.origin.host, self.origin.port, ssl=self.tls
            )
        return connection
