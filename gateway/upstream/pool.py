"""Connections to one origin, kept for the next call."""

import asyncio
import ssl
import time
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from gateway.execution.port import Call
from gateway.upstream.connection import Connection

#: A connection that was idle longer may have been closed by the service just now: what is not safe is not sent on it.
FRESH_S = 1.0
IDLE_S = 30.0
#: A connection is not kept beyond this age: whoever the service's name leads to by then is found within it.
LONGEST_LIFE_S = 60.0


class NoConnection(Exception):
    """The request was not sent. `in_time`: the service said no, or could not be found, before the time was over."""

    def __init__(self, reason: str, *, in_time: bool) -> None:
        super().__init__(reason)
        self.in_time = in_time


@dataclass(frozen=True)
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

    @cached_property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"

    @cached_property
    def own_lines(self) -> str:
        """What is the same in every request: from the target's end to the time that is left, in milliseconds."""
        return (
            f" HTTP/1.1\r\nHost: {self.authority}\r\nAccept: application/json, application/problem+json\r\n"
            "Accept-Encoding: identity\r\nX-Deadline-Ms: "
        )


@dataclass(slots=True)
class Pool:
    """The connections to one origin. The one used last is used first."""

    origin: Origin
    max_body_bytes: int
    connect_timeout_s: float
    tls: ssl.SSLContext | None
    idle: deque[Connection] = field(default_factory=deque)
    retired: bool = False

    def close(self) -> None:
        """Close what is idle; what is under way ends its connection when it is done."""
        self.retired = True
        while self.idle:
            self.idle.pop().close()

    def take(self, call: Call, now: float) -> Connection | None:
        """A kept connection; `None`: there is none that this call may be sent on."""
        while self.idle:
            idle_s = now - self.idle[-1].idle_since
            if idle_s > FRESH_S and (idle_s > IDLE_S or not call.repeatable):
                return None
            connection = self.idle.pop()
            if connection.reusable:
                return connection
            connection.close()
        return None

    def keep(self, connection: Connection) -> None:
        """Take back a connection whose exchange is over."""
        now = time.monotonic()
        while self.idle and now - self.idle[0].idle_since > IDLE_S:
            self.idle.popleft().close()
        if connection.reusable and now < connection.kept_until and not self.retired:
            connection.idle_since = now
            self.idle.append(connection)
        else:
            connection.close()

    async def connect(self, expires_at: float) -> Connection:
        """A new connection.

        Raises:
            NoConnection: there is none.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(expires_at, loop.time() + self.connect_timeout_s)):
                _, connection = await loop.create_connection(
                    lambda: Connection(self.max_body_bytes), self.origin.host, self.origin.port, ssl=self.tls
                )
        except TimeoutError:
            raise NoConnection("no connection in time", in_time=False) from None
        except OSError as error:
            raise NoConnection(f"no connection: {error}", in_time=True) from None
        connection.kept_until = time.monotonic() + LONGEST_LIFE_S
        return connection
