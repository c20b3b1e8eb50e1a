"""The HTTP client: calls to requests, and what can go wrong on the way to errors with a code."""

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import InvalidAnswer, OutcomeUnknown, ServiceTimeout, ServiceUnavailable, UpstreamError
from gateway.execution.port import Call, Reply
from gateway.upstream.connection import BrokenExchange
from gateway.upstream.pool import Origin, Pool

_LINE_BREAKS = re.compile(r"[\r\n\0]")


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """Times in seconds; the largest answer in bytes."""

    call_s: float
    connect_s: float
    answer_bytes: int


class HttpClient:
    """An Upstream over HTTP/1.1 with kept connections. `address`: the URL of a service, asked for at every call."""

    def __init__(self, address: Callable[[str], str], limits: ClientLimits) -> None:
        self._address = address
        self._limits = limits
        self._pools: dict[str, Pool] = {}

    async def send(self, call: Call) -> Reply:
        now = asyncio.get_running_loop().time()
        expires_at = min(call.expires_at, now + self._limits.call_s)
        pool = self._pool(self._address(call.service))
        request = _request(pool.origin, call, expires_at - now)
        try:
            async with asyncio.timeout_at(expires_at) as time_left:
                return await pool.exchange(request, repeatable=call.safe)
        except TimeoutError:
            # The connect timeout and the call's look alike; only the call's can come after the request was sent.
            raise _timed_out(call, sent=time_left.expired()) from None
        except OSError as error:
            raise ServiceUnavailable(call.service, detail=f"no connection: {error}") from None
        except BrokenExchange as broken:
            raise _broken(call, broken) from None

    async def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _pool(self, url: str) -> Pool:
        pool = self._pools.get(url)
        if pool is None:
            origin = Origin.of(url)
            tls = ssl.create_default_context() if origin.tls else None
            pool = Pool(origin, self._limits.answer_bytes, self._limits.connect_s, tls)
            self._pools[url] = pool
        return pool


def _timed_out(call: Call, *, sent: bool) -> UpstreamError:
    if sent and not call.safe:
        return OutcomeUnknown(call.service, detail=f"{call.method} {call.template}: no answer in time")
    return ServiceTimeout(
        call.service,
        detail=f"{call.method} {call.template}: {'no answer' if sent else 'no connection'} in time",
    )


def _broken(call: Call, broken: BrokenExchange) -> UpstreamError:
    detail = f"{call.method} {call.template}: {broken}"
    if not call.safe:
        return OutcomeUnknown(call.service, detail=detail)
    if broken.unanswered:
        return ServiceUnavailable(call.service, detail=detail)
    return InvalidAnswer(call.service, detail=detail)


def _request(origin: Origin, call: Call, time_left_s: float) -> bytes:
    """The request's bytes. Whatever reaches this line is encoded; a line break in a header is a fault of ours."""
    target = f"{origin.prefix}{call.path}{'?' if call.query else ''}{call.query}"
    lines = [
        f"{call.method} {target} HTTP/1.1",
        f"Host: {origin.authority}",
        "Accept: application/json, application/problem+json",
        f"X-Deadline-Ms: {max(0, int(time_left_s * 1000))}",
        *(f"{name}: {value}" for name, value in call.headers),
    ]
    if call.body or not call.safe:
        lines.append(f"Content-Length: {len(call.body)}")
    if any(_LINE_BREAKS.search(line) for line in lines):
        raise ValueError("a line break in a request's head")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + call.body
