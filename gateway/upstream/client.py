"""The HTTP client: calls to requests, and what can go wrong on the way to errors with a code."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import InvalidAnswer, OutcomeUnknown, ServiceTimeout, ServiceUnavailable, UpstreamError
from gateway.execution.port import SAFE_METHODS, Call, Reply
from gateway.upstream.connection import BrokenExchange
from gateway.upstream.pool import NoConnection, Origin, Pool

#: Of a request: its first line, Host, Accept, Accept-Encoding, X-Deadline-Ms, and the empty one at the end.
_OWN_LINES = 6

#: What JSON can begin with. Headers are read only of bodies that begin otherwise, which an encoding may be the reason for.
_JSON_BEGINS = frozenset(b'{["-0123456789tfn \t\r\n')


#: Is told the service and the status (`none`: no answer) of a call, with its seconds.
Measured = Callable[[tuple[tuple[str, str], float]], None]


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """The time to connect, in seconds; the largest answer, in bytes."""

    connect_s: float
    answer_bytes: int


class HttpClient:
    """An Upstream over HTTP/1.1 with kept connections.

    `address`: the URL of a service, asked for at every call. `tls`: how https services are verified (the system's
    certificate authorities, when left out), and the certificate that is shown to them. `measured` is told of every call that is
    really made.
    """

    def __init__(
        self,
        address: Callable[[str], str],
        limits: ClientLimits,
        tls: ssl.SSLContext | None = None,
        measured: Measured = lambda _: None,
    ) -> None:
        self._address = address
        self._limits = limits
        self._tls = tls
        self._measured = measured
        self._pools: dict[str, tuple[str, Pool]] = {}

    async def send(self, call: Call) -> Reply:
        pool = self._pool(call.service)
        began = time.monotonic()
        request = _request(pool.origin, call, call.expires_at - began)
        status = "none"
        try:
            while True:
                kept = pool.take(call, began)
                connection = kept or await pool.connect(call.expires_at)
                try:
                    reply = await connection.send(request, call.expires_at)
                except BaseException as reason:
                    connection.close()
                    if kept is None or not _was_closed_before(reason) or not call.repeatable:
                        raise
                else:
                    break
            pool.keep(connection)
            status = str(reply.status)
        except NoConnection as reason:
            raise _not_sent(call, reason) from None
        except (BrokenExchange, TimeoutError) as reason:
            raise _unanswered(call, reason) from None
        finally:
            self._measured(((call.service, status), time.monotonic() - began))
        if reply.body and reply.body[0] not in _JSON_BEGINS:
            coding = reply.headers.get("content-encoding", "identity")
            if coding != "identity":
                detail = f"{call.method} {call.template}: encoded as {coding!r}"
                raise InvalidAnswer(call.service, detail=detail)
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


def _was_closed_before(reason: BaseException) -> bool:
    """Whether a kept connection turned out to have been closed, which does no harm to what may be sent again."""
    return isinstance(reason, BrokenExchange) and reason.unanswered


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
    headers = "".join(map("%s: %s\r\n".__mod__, call.headers))
    length = f"Content-Length: {len(call.body)}\r\n" if call.body or call.method not in SAFE_METHODS else ""
    query = f"?{call.query}" if call.query else ""
    head = (
        f"{call.method} {origin.prefix}{call.path}{query}{origin.own_lines}{max(0, int(time_left_s * 1000))}\r\n"
        f"{headers}{length}\r\n"
    )
    lines = _OWN_LINES + len(call.headers) + bool(length)
    written = head.encode("latin-1")
    if len(written.splitlines()) != lines or b"\0" in written:
        raise ValueError("a line break in a request's head")
    return written + call.body
