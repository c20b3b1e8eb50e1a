"""`/graphql`, the same at both doors: who asks, what, and the answer, with its line in the log."""

import asyncio
import logging
import time
from dataclasses import dataclass
from traceback import format_exception

import msgspec

from gateway.auth.tokens import Tokens
from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.errors import GatewayError, OutOfTime, RequestError, told
from gateway.execution.context import Context
from gateway.metrics import Metrics
from gateway.pipeline import GraphQLRequest, Pipeline
from gateway.web import protocol
from gateway.web.access_log import AccessLog, RequestLine
from gateway.web.media_types import JSON
from gateway.web.protocol import Incoming, Outgoing

log = logging.getLogger("gateway.request")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Answers GraphQL over HTTP. `timeout_s`: the time that a whole request has.

    `masks_errors`: whether only the log has the details of errors.
    """

    pipeline: Pipeline
    tokens: Tokens
    timeout_s: float
    access_log: AccessLog
    metrics: Metrics
    masks_errors: bool = True

    async def answer(self, incoming: Incoming) -> Outgoing:
        """The answer to a message, whatever it is; never raises."""
        began = time.perf_counter()
        request_id = protocol.request_id_of(incoming)
        seen = _Seen()
        media_type = JSON
        try:
            media_type = protocol.answer_type(incoming)
            body = await self._execute(incoming, request_id, seen)
            outgoing = protocol.success(body, media_type, request_id)
        except RequestError as error:
            seen.code, seen.detail = error.code, error.detail
            outgoing = self._failure(error, media_type, request_id)
        except Exception as error:
            log.exception("a request failed", extra={"request_id": request_id})
            seen.code = GatewayError.code
            internal = _InternalError(detail="".join(format_exception(error)))
            outgoing = self._failure(internal, media_type, request_id)
        self._note(outgoing, request_id, seen, time.perf_counter() - began)
        return outgoing

    def refuse(self, incoming: Incoming, error: RequestError) -> Outgoing:
        """The answer to a message whose body was not even taken."""
        began = time.perf_counter()
        request_id = protocol.request_id_of(incoming)
        outgoing = protocol.failure(error, JSON, request_id)
        self._note(outgoing, request_id, _Seen(code=error.code), time.perf_counter() - began)
        return outgoing

    async def _execute(self, incoming: Incoming, request_id: str, seen: "_Seen") -> bytes:
        expires_at = asyncio.get_running_loop().time() + self.timeout_s
        seen.viewer = await self.tokens.viewer(list(incoming.headers.get("authorization", ())))
        seen.request = protocol.read_request(incoming)
        seen.context = Context(
            headers=incoming.joined,
            viewer=seen.viewer,
            request_id=request_id,
            expires_at=expires_at,
            traceparent=protocol.traceparent_of(incoming),
        )
        if asyncio.get_running_loop().time() > expires_at:
            raise OutOfTime()
        return await self.pipeline.answer(seen.request, seen.context)

    def _failure(self, error: RequestError, media_type: str, request_id: str) -> Outgoing:
        return protocol.failure(told(error, request_id, masked=self.masks_errors), media_type, request_id)

    def _note(self, outgoing: Outgoing, request_id: str, seen: "_Seen", duration_s: float) -> None:
        self.metrics.requests.add((str(outgoing.status),), duration_s)
        if self.access_log.enabled:
            self._log(outgoing, request_id, seen, duration_s)

    def _log(self, outgoing: Outgoing, request_id: str, seen: "_Seen", duration_s: float) -> None:
        context, request = seen.context, seen.request
        line = RequestLine(
            time=self.access_log.now(),
            request_id=request_id,
            status=outgoing.status,
            duration_ms=round(duration_s * 1000, 3),
            operation=request.operation_name if request else None,
            code=seen.code,
            detail=seen.detail,
            subject=seen.viewer.subject,
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


class _InternalError(RequestError):
    status = 500
    code = GatewayError.code
