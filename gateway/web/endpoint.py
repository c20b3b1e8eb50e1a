"""`/graphql`, the same at both doors: who asks, what, and the answer, with its line in the log."""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from traceback import format_exception

from gateway.admission import GraphQLRequest
from gateway.auth.tokens import Tokens
from gateway.auth.viewer import Viewer
from gateway.errors import GatewayError, OutOfTime, Overloaded, RequestError, told
from gateway.execution.context import Context
from gateway.metrics import Metrics
from gateway.pipeline import Pipeline
from gateway.settings.values import Network
from gateway.web import answers, trail
from gateway.web.access_log import AccessLog, RequestLine
from gateway.web.answers import Answers
from gateway.web.bills import fields_of
from gateway.web.capacity import Capacity
from gateway.web.client_address import client_address, subscriber_of
from gateway.web.media_types import JSON, wanted
from gateway.web.messages import Incoming, Outgoing
from gateway.web.protocol import Batch, Protocol

log = logging.getLogger("gateway.request")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Answers GraphQL over HTTP.

    `timeout_s`: the time that a whole request has. `trusted_proxies`: who is believed about where a request came from.
    `show_cost`: answers say what they cost. `masks_errors`: whether only the log has the details of errors.
    """

    protocol: Protocol
    answers: Answers
    pipeline: Pipeline
    tokens: Tokens
    timeout_s: float
    access_log: AccessLog
    metrics: Metrics
    trusted_proxies: tuple[Network, ...]
    capacity: Capacity
    show_cost: bool = False
    masks_errors: bool = True

    async def answer(self, incoming: Incoming) -> Outgoing:
        """The answer to a message, whatever it is; never raises."""
        if self.capacity.is_full:
            self.capacity.shed_one()
            return self.refuse(incoming, Overloaded())
        self.capacity.in_flight += 1
        began = time.monotonic()
        line = RequestLine(request_id=trail.request_id_of(incoming))
        media_type, context = JSON, None
        try:
            if incoming.method == "OPTIONS":
                permission = self.protocol.cross_site.permission(incoming)
                if permission is not None:
                    return self._done(Outgoing(204, permission, b""), incoming, line, None, began)
            media_type = wanted(incoming.headers.get("accept", ""))
            viewer = await self.tokens.viewer(incoming.headers.get("authorization"))
            line.subject = viewer.subject
            asked = self.protocol.read(incoming)
            context = self._context(incoming, viewer, line.request_id, began)
            if time.monotonic() > context.expires_at:
                raise OutOfTime()
            if isinstance(asked, tuple):
                body = await self._batch(asked, context)
            else:
                if asked.operation_name is not None:
                    line.operation = _sound(asked.operation_name)
                body = await self.pipeline.answer(asked, context)
            outgoing = self.answers.success(body, media_type)
        except RequestError as error:
            line.code, line.detail = error.code, error.detail
            outgoing = self._failure(error, media_type, line)
        except Exception as error:
            line.code = GatewayError.code
            outgoing = self._failure(_unforeseen(error, line.request_id), media_type, line)
        finally:
            self.capacity.in_flight -= 1
        return self._done(outgoing, incoming, line, context, began)

    def refuse(self, incoming: Incoming, error: RequestError) -> Outgoing:
        """The answer to a message that was not even taken whole."""
        began = time.monotonic()
        line = RequestLine(request_id=trail.request_id_of(incoming), code=error.code)
        return self._done(self.answers.failure(error, JSON), incoming, line, None, began)

    def _context(self, incoming: Incoming, viewer: Viewer, request_id: str, began: float) -> Context:
        trusted = self.trusted_proxies
        forwarded_for = incoming.headers.get("x-forwarded-for", "") if trusted else ""
        client = client_address(incoming.peer, forwarded_for, trusted)
        return Context(
            headers=incoming.headers,
            viewer=viewer,
            request_id=request_id,
            expires_at=began + self.timeout_s,
            traceparent=trail.traceparent_of(incoming),
            client=client,
            subscriber=subscriber_of(client) if viewer.subject is None else "",
        )

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

    def _failure(self, error: RequestError, media_type: str, line: RequestLine) -> Outgoing:
        return self.answers.failure(self._told(error, line.request_id), media_type)

    def _told(self, error: RequestError, request_id: str) -> RequestError:
        return told(error, request_id, masked=self.masks_errors)

    def _done(
        self, outgoing: Outgoing, incoming: Incoming, line: RequestLine, context: Context | None, began: float
    ) -> Outgoing:
        """The answer, counted and logged, with its id and the word on who may read it and what it cost."""
        duration_s = time.monotonic() - began
        self.metrics.requests.add(((str(outgoing.status),), duration_s))
        line.time, line.status = datetime.now(UTC), outgoing.status
        line.duration_ms = int(duration_s * 1_000_000) / 1000  # `round` takes the way over a text.
        headers = {**outgoing.headers, "X-Request-Id": line.request_id}
        if self.protocol.cross_site.readers:
            headers |= self.protocol.cross_site.headers(incoming)
        if context is not None:
            bill = context.bill
            line.cost, line.upstream_calls = bill.cost, len(context.calls)
            if context.shared_with:
                line.shared_with = context.shared_with[0]
            if bill.limit is not None or self.show_cost:
                line.rate_remaining = None if bill.limit is None else bill.remaining
                headers |= fields_of(bill, show_cost=self.show_cost)
        self.access_log.write(line)
        return Outgoing(outgoing.status, headers, outgoing.body)


def _sound(name: str) -> str | None:
    """An operation's name, where it can be one: what else it may say is nothing for a log."""
    return name if name.isascii() and name.isidentifier() and len(name) < 100 else None


class _InternalError(RequestError):
    status = 500
    code = GatewayError.code


def _unforeseen(error: Exception, request_id: str) -> RequestError:
    """An exception that nobody foresaw, which goes to the log."""
    log.exception("a request failed", extra={"request_id": request_id})
    return _InternalError(detail="".join(format_exception(error)))
