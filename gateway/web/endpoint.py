"""`/graphql`, the same at both doors: who asks, what, and the answer, with its line in the log."""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from traceback import format_exception

import msgspec

from gateway.admission import GraphQLRequest
from gateway.auth.tokens import Tokens
from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.errors import GatewayError, OutOfTime, Overloaded, RequestError, told
from gateway.execution.context import Context
from gateway.metrics import Metrics
from gateway.pipeline import Pipeline
from gateway.web import answers, trail
from gateway.web.access_log import AccessLog, RequestLine
from gateway.web.answers import Answers
from gateway.web.bills import headers_of
from gateway.web.capacity import Capacity
from gateway.web.client_address import Clients, subscriber_of
from gateway.web.media_types import JSON
from gateway.web.messages import Incoming, Outgoing
from gateway.web.protocol import Batch, Protocol, answer_type

log = logging.getLogger("gateway.request")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Answers GraphQL over HTTP.

    `timeout_s`: the time that a whole request has. `show_cost`: answers say what they cost. `masks_errors`: whether only the
    log has the details of errors.
    """

    protocol: Protocol
    answers: Answers
    pipeline: Pipeline
    tokens: Tokens
    timeout_s: float
    access_log: AccessLog
    metrics: Metrics
    clients: Clients
    capacity: Capacity
    show_cost: bool = False
    masks_errors: bool = True

    async def answer(self, incoming: Incoming) -> Outgoing:
        """The answer to a message, whatever it is; never raises."""
        if not self.capacity.enter():
            return self.refuse(incoming, Overloaded())
        began = time.perf_counter()
        request_id = trail.request_id_of(incoming)
        seen = _Seen()
        media_type = JSON
        try:
            if incoming.method == "OPTIONS":
                permission = self.protocol.cross_site.permission(incoming)
                if permission is not None:
                    return self._done(Outgoing(204, permission, b""), incoming, request_id, seen, began)
            media_type = answer_type(incoming)
            body = await self._execute(incoming, request_id, seen)
            outgoing = self.answers.success(body, media_type, request_id)
        except RequestError as error:
            seen.code, seen.detail = error.code, error.detail
            outgoing = self._failure(error, media_type, request_id)
        except Exception as error:
            seen.code = GatewayError.code
            outgoing = self._failure(_unforeseen(error, request_id), media_type, request_id)
        finally:
            self.capacity.leave()
        return self._done(outgoing, incoming, request_id, seen, began)

    def refuse(self, incoming: Incoming, error: RequestError) -> Outgoing:
        """The answer to a message that was not even taken whole."""
        began = time.perf_counter()
        request_id = trail.request_id_of(incoming)
        outgoing = self.answers.failure(error, JSON, request_id)
        return self._done(outgoing, incoming, request_id, _Seen(code=error.code), began)

    async def _execute(self, incoming: Incoming, request_id: str, seen: "_Seen") -> bytes:
        expires_at = time.monotonic() + self.timeout_s
        seen.viewer = await self.tokens.viewer(incoming.headers.get("authorization"))
        asked = self.protocol.read(incoming)
        client = self.clients.address(incoming)
        seen.context = context = Context(
            headers=incoming.headers,
            viewer=seen.viewer,
            request_id=request_id,
            expires_at=expires_at,
            traceparent=trail.traceparent_of(incoming),
            client=client,
            subscriber="" if seen.viewer.signed_in else subscriber_of(client),
        )
        if time.monotonic() > expires_at:
            raise OutOfTime()
        if isinstance(asked, tuple):
            return await self._batch(asked, context)
        seen.request = asked
        return await self.pipeline.answer(asked, context)

    async def _batch(self, batch: Batch, context: Context) -> bytes:
        """The answers to a batch, in its order. All of it is one request: one context, one time, one sum of limits."""
        return answers.together(await asyncio.gather(*(self._one_of(request, context) for request in batch)))

    async def _one_of(self, request: GraphQLRequest, context: Context) -> bytes:
        """The answer to one operation of a batch; what befalls it does not concern the others."""
        try:
            return await self.pipeline.answer(request, context)
        except RequestError as error:
            return answers.body_of(self._told(error, context.request_id))
        except Exception as error:
            return answers.body_of(self._told(_unforeseen(error, context.request_id), context.request_id))

    def _failure(self, error: RequestError, media_type: str, request_id: str) -> Outgoing:
        return self.answers.failure(self._told(error, request_id), media_type, request_id)

    def _told(self, error: RequestError, request_id: str) -> RequestError:
        return told(error, request_id, masked=self.masks_errors)

    def _done(
        self, outgoing: Outgoing, incoming: Incoming, request_id: str, seen: "_Seen", began: float
    ) -> Outgoing:
        """The answer, counted and logged, with the word on who may read it."""
        duration_s = time.perf_counter() - began
        self.metrics.requests.add((str(outgoing.status),), duration_s)
        if self.access_log.enabled:
            self._log(outgoing, request_id, seen, duration_s)
        readers = self.protocol.cross_site.headers(incoming)
        costs = headers_of(seen.context.bill, show_cost=self.show_cost) if seen.context else {}
        if not readers and not costs:
            return outgoing
        return Outgoing(outgoing.status, {**outgoing.headers, **readers, **costs}, outgoing.body)

    def _log(self, outgoing: Outgoing, request_id: str, seen: "_Seen", duration_s: float) -> None:
        context, request = seen.context, seen.request
        line = RequestLine(
            time=datetime.now(UTC),
            request_id=request_id,
            status=outgoing.status,
            duration_ms=round(duration_s * 1000, 3),
            operation=_sound(request.operation_name) if request else None,
            code=seen.code,
            detail=seen.detail,
            subject=seen.viewer.subject,
            cost=context.bill.cost if context else None,
            rate_remaining=context.bill.remaining if context and context.bill.limit is not None else None,
            upstream_calls=len(context.calls) if context else 0,
            shared_with=context.shared_with[0] if context and context.shared_with else None,
        )
        self.access_log.write(line)


class _Seen(msgspec.Struct, gc=False):
    """What is known of a request by the time that its line is written."""

    request: GraphQLRequest | None = None
    context: Context | None = None
    viewer: Viewer = ANONYMOUS
    code: str | None = None
    detail: str | None = None


def _sound(name: str | None) -> str | None:
    """An operation's name, where it can be one: what else it may say is nothing for a log."""
    return name if name is not None and name.isascii() and name.isidentifier() and len(name) < 100 else None


class _InternalError(RequestError):
    status = 500
    code = GatewayError.code


def _unforeseen(error: Exception, request_id: str) -> RequestError:
    """An exception that nobody foresaw, which goes to the log."""
    log.exception("a request failed", extra={"request_id": request_id})
    return _InternalError(detail="".join(format_exception(error)))
