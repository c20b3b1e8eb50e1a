"""The HTTP client: calls to requests, and what can go wrong on the way to errors with a code."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import InvalidAnswer, OutcomeUnknown, ServiceTimeout, ServiceUnavailable, UpstreamError
from gateway.execution.port import Call, Reply
from gateway.upstream.connection import BrokenExchange
from gateway.upstream.pool import NoConnection, Origin, Pool

#: Of a request: its first line, Host, Accept, X-Deadline-Ms, and the empty one at the end.
_OWN_LINES = 5


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """Times in seconds; the largest answer in bytes."""

    call_s: float
    connect_s: float
    answer_bytes: int


class HttpClient:
    """An Upstream over HTTP/1.1 with kept connections.

    `address`: the URL of a service, asked for at every call. `tls`: how https services are verified (the system's
    certificate authorities, when left out), and the certificate that is shown to them.
    """

    def __init__(
        self, address: Callable[[str], str], limits: ClientLimits, tls: ssl.SSLContext | None = None
    ) -> None:
        self._address = address
        self._limits = limits
        self._tls = tls
        self._pools: dict[str, Pool] = {}

    async def send(self, call: Call) -> Reply:
        now = asyncio.get_running_loop().time()
        expires_at = min(call.expires_at, now + self._limits.call_s)
        if expires_at <= now:
            raise ServiceTimeout(
                call.service, detail=f"{call.method} {call.template}: no time left to send it"
            )
        pool = self._pool(self._address(call.service))
        request = _request(pool.origin, call, expires_at - now)
        try:
            return await pool.exchange(request, repeatable=call.safe, expires_at=expires_at)
        except NoConnection as reason:
            raise _not_sent(call, reason) from None
        except (BrokenExchange, TimeoutError) as reason:
            raise _unanswered(call, reason) from None

    async def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _pool(self, url: str) -> Pool:
        pool = self._pools.get(url)
        if pool is None:
            origin = Origin.of(url)
            tls = (self._tls or ssl.create_default_context()) if origin.tls else None
            pool = Pool(origin, self._limits.answer_bytes, self._limits.connect_s, tls)
            self._pools[url] = pool
        return pool


def _not_sent(call: Call, reason: NoConnection) -> UpstreamError:
    error = ServiceUnavailable if reason.in_time else ServiceTimeout
    return error(call.service, detail=f"{call.method} {call.template}: {reason}")


def _unanswered(call: Call, reason: BrokenExchange | TimeoutError) -> UpstreamError:
    """What is known of a call that was sent; a command may have been done."""
    detail = f"{call.method} {call.template}: {str(reason) or 'no answer in time'}"
    if not call.safe:
        return OutcomeUnknown(call.service, detail=detail)
    if isinstance(reason, TimeoutError):
        return ServiceTimeout(call.service, detail=detail)
    return (ServiceUnavailable if reason.unanswered else InvalidAnswer)(call.service, detail=detail)


def _request(origin: Origin, call: Call, time_left_s: float) -> bytes:
    """The request's bytes. Whatever reaches this line is encoded; a line break in a header is a fault of ours."""
    headers = "".join([f"{name}: {value}\r\n" for name, value in call.headers])
    length = f"Content-Length: {len(call.body)}\r\n" if call.body or not call.safe else ""
    head = (
        f"{call.method} {origin.prefix}{call.path}{'?' if call.query else ''}{call.query} HTTP/1.1\r\n"
        f"Host: {origin.authority}\r\nAccept: application/json, application/problem+json\r\n"
        f"X-Deadline-Ms: {max(0, int(time_left_s * 1000))}\r\n{headers}{length}\r\n"
    )
    lines = _OWN_LINES + len(call.headers) + bool(length)
    if not head.count("\n") == head.count("\r") == lines or "\0" in head:
        raise ValueError("a line break in a request's head")
    return head.encode("latin-1") + call.body
