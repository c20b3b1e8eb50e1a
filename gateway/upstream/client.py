"""The HTTP client: calls to requests, and what can go wrong on the way to errors with a code."""

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import InvalidAnswer, OutcomeUnknown, ServiceTimeout, ServiceUnavailable, UpstreamError
from gateway.execution.port import Call, Reply
from gateway.upstream.connection import BrokenExchange
from gateway.upstream.pool import NoConnection, Origin, Pool

_UNSAFE = re.compile(r"[\r\n\0]")


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """The time to connect, in seconds; the largest answer, in bytes."""

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
        self._pools: dict[str, tuple[str, Pool]] = {}

    async def send(self, call: Call) -> Reply:
        pool = self._pool(call.service)
        request = _request(pool.origin, call, call.expires_at - asyncio.get_running_loop().time())
        try:
            reply = await pool.exchange(request, repeatable=call.repeatable, expires_at=call.expires_at)
        except NoConnection as reason:
            raise _not_sent(call, reason) from None
        except (BrokenExchange, TimeoutError) as reason:
            raise _unanswered(call, reason) from None
        coding = reply.headers.get("content-encoding", "identity")
        if coding != "identity":
            raise InvalidAnswer(call.service, detail=f"{call.method} {call.template}: encoded as {coding!r}")
        return reply

    async def close(self) -> None:
        for _, pool in self._pools.values():
            pool.close()

    def _pool(self, service: str) -> Pool:
        """The connections to where a service is now; those to where it was end."""
        url = self._address(service)
        known = self._pools.get(service)
        if known is not None and known[0] == url:
            return known[1]
        if known is not None:
            known[1].close()
        origin = Origin.of(url)
        tls = (self._tls or ssl.create_default_context()) if origin.tls else None
        pool = Pool(origin, self._limits.answer_bytes, self._limits.connect_s, tls)
        self._pools[service] = url, pool
        return pool


def _not_sent(call: Call, reason: NoConnection) -> UpstreamError:
    error = ServiceUnavailable if reason.in_time else ServiceTimeout
    return error(call.service, detail=f"{call.method} {call.template}: {reason}", passing=True)


def _unanswered(call: Call, reason: BrokenExchange | TimeoutError) -> UpstreamError:
    """What is known of a call that was sent; a command may have been done."""
    detail = f"{call.method} {call.template}: {str(reason) or 'no answer in time'}"
    if not call.safe:
        return OutcomeUnknown(call.service, detail=detail, passing=isinstance(reason, BrokenExchange))
    if isinstance(reason, TimeoutError):
        return ServiceTimeout(call.service, detail=detail)
    error = ServiceUnavailable if reason.unanswered else InvalidAnswer
    return error(call.service, detail=detail, passing=True)


def _request(origin: Origin, call: Call, time_left_s: float) -> bytes:
    """The request's bytes. Whatever reaches this line is encoded; a line break in a header is a fault of ours."""
    target = f"{origin.prefix}{call.path}{'?' if call.query else ''}{call.query}"
    given = [target, *[text for header in call.headers for text in header]]
    if _UNSAFE.search("".join(given)):
        raise ValueError("a line break in a request's head")
    headers = "".join([f"{name}: {value}\r\n" for name, value in call.headers])
    length = f"Content-Length: {len(call.body)}\r\n" if call.body or not call.safe else ""
    head = (
        f"{call.method} {target} HTTP/1.1\r\nHost: {origin.authority}\r\n"
        "Accept: application/json, application/problem+json\r\nAccept-Encoding: identity\r\n"
        f"X-Deadline-Ms: {max(0, int(time_left_s * 1000))}\r\n{headers}{length}\r\n"
    )
    return head.encode("latin-1") + call.body
