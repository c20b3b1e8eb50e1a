"""One operation from request to answer: a line a stage."""

import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import msgspec
from graphql import GraphQLError

from gateway.admission import Admission, Admitted, GraphQLRequest
from gateway.auth.viewer import Viewer
from gateway.errors import DocumentRefused, GatewayError, OutOfTime, told
from gateway.execution.capped import Capped
from gateway.execution.context import Context
from gateway.execution.port import Upstream
from gateway.execution.program import Outcome
from gateway.execution.recording import CallRecord, Recording
from gateway.execution.resolvers import Resolvers
from gateway.execution.results import Located
from gateway.execution.run import Runner
from gateway.planning.description import Description, MadeCall
from gateway.planning.explain import described
from gateway.sharing import Sharing

log = logging.getLogger("gateway.pipeline")


#: An answer, and the request that it was first made for.
Shared = tuple[bytes, Context]


class Pipeline:
    """Answers the operations that `admission` admits.

    `operations` shares identical queries in flight; without it each is executed. `shows_plan`: who may see plans (nobody).
    `masks_errors`: whether only the log has the details of errors.
    """

    def __init__(
        self,
        admission: Admission,
        upstream: Upstream,
        operations: Sharing[Shared] | None,
        *,
        shows_plan: Callable[[Viewer], bool] = lambda _: False,
        masks_errors: bool = True,
    ) -> None:
        self._admission = admission
        self._blueprint = admission.blueprint
        self._upstream = upstream
        self._operations = operations
        self._shows_plan = shows_plan
        self._masks_errors = masks_errors

    async def answer(self, request: GraphQLRequest, context: Context) -> bytes:
        """The answer as JSON; `errors` come first in it, where there are any.

        Raises:
            RequestError: nothing was executed. OutOfTime among them: others, who have more time, wait on.
        """
        admitted = await self._admission.admit(request, context)
        program, context = admitted.program, admitted.context
        if request.wants_plan and self._shows_plan(context.viewer):
            return await self._explained(admitted, context)
        if program.constant is not None:
            return program.constant
        if self._operations is None or not program.shareable:
            return self._written(await self._run(admitted, context), context)
        # No headers but the token's identity reach a service, and no resolver sees them in a program that is shareable.
        # Variables as they came, for what scalars make of them need not be JSON.
        given = msgspec.json.encode(request.variables, order="deterministic") if request.variables else b""
        key = (program, given, context.viewer.identity)
        try:
            work = partial(self._begun, admitted, context)
            answer, first = await self._operations.join(key, work, context.expires_at)
        except TimeoutError:
            raise OutOfTime() from None
        if first is not context:
            context.shared_with.append(first.request_id)
        return answer

    async def _begun(self, admitted: Admitted, context: Context, expires_at: float) -> Shared:
        """The answer to this query, and to identical ones that come before it begins."""
        outcome = await self._run(admitted, msgspec.structs.replace(context, expires_at=expires_at))
        return self._written(outcome, context), context

    def _run(
        self, admitted: Admitted, context: Context, records: list[CallRecord] | None = None
    ) -> Coroutine[Any, Any, Outcome]:
        """The execution, for whichever request it is made; calls are added to `records`."""
        program, variables = admitted.program, admitted.variables
        upstream = self._upstream if records is None else Recording(self._upstream, records)
        if admitted.cap is not None:
            upstream = Capped(upstream, admitted.cap)
        resolvers, become = None, None
        if program.resolves or program.signs_in:
            resolvers = Resolvers(self._blueprint, admitted.planner, variables, context)
            become = partial(self._become, admitted, context)
        return program.run(upstream, context, variables, resolvers, become)

    async def _become(
        self, admitted: Admitted, context: Context, token: str
    ) -> tuple[Sequence[Runner], Context]:
        """The same operation as the bearer of a token that it was given itself."""
        viewer = await self._admission.policy.identify(token)
        as_bearer = msgspec.structs.replace(context, viewer=viewer, policies={})
        as_bearer = await self._admission.judged(admitted.planner, as_bearer)
        return admitted.planner.variant(admitted.variables, as_bearer.viewer).program.runners, as_bearer

    async def _explained(self, admitted: Admitted, context: Context) -> bytes:
        """The answer with the plan it was made by; never another request's."""
        began_s = time.perf_counter()
        records: list[CallRecord] = []
        outcome = await self._run(admitted, context, records)
        plan = described(
            self._blueprint.schema,
            admitted.program.plan,
            admitted.planner.guarded,
            admitted.variables,
            context.viewer,
        )
        return self._written(outcome, context, _with_calls(plan, records, began_s))

    def _written(self, outcome: Outcome, context: Context, plan: Description | None = None) -> bytes:
        written: dict[str, Any] = {}
        if outcome.errors:
            _log_faults(outcome.errors, context)
            written["errors"] = [self._formatted(located, context) for located in outcome.errors]
        written["data"] = outcome.data
        if plan is not None:
            written["extensions"] = {"plan": plan}
        return msgspec.json.encode(written)

    def _formatted(self, located: Located, context: Context) -> dict[str, Any]:
        error = told(located.error, context.request_id, masked=self._masks_errors)
        return formatted(error, located.path, located.locations)


def _with_calls(plan: Description, records: list[CallRecord], began_s: float) -> Description:
    in_order = sorted(records, key=lambda record: record.began_s)
    return msgspec.structs.replace(plan, calls=[_made(record, began_s) for record in in_order])


def _made(record: CallRecord, began_s: float) -> MadeCall:
    call = record.call
    return MadeCall(
        call.fetch,
        call.method,
        call.service,
        f"{call.path}?{call.query}" if call.query else call.path,
        record.status,
        round((record.began_s - began_s) * 1000, 3),
        round(record.duration_s * 1000, 3),
        record.size,
    )


def formatted(
    error: GatewayError | GraphQLError,
    path: tuple[str | int, ...] = (),
    locations: tuple[tuple[int, int], ...] = (),
    code: str | None = None,
) -> dict[str, Any]:
    """An error as GraphQL writes it (specification, 7.1.2), always with `extensions.code`."""
    written: dict[str, Any] = {"message": error.message}
    if locations:
        written["locations"] = [{"line": line, "column": column} for line, column in locations]
    if path:
        written["path"] = path
    written["extensions"] = dict(error.extensions or {})
    if code is not None:
        written["extensions"]["code"] = code
    return written


def refused(error: DocumentRefused) -> bytes:
    """The answer to a document, or variables, that cannot be executed."""
    errors = [
        formatted(e, (), tuple((at.line, at.column) for at in e.locations or ()), error.code)
        for e in error.errors
    ]
    return msgspec.json.encode({"errors": errors})


def _log_faults(errors: Sequence[Located], context: Context) -> None:
    """A line for each fault, however many places it is seen at; the first of them is told."""
    seen: dict[str, list[Located]] = {}
    for located in errors:
        if located.error.detail is not None:
            seen.setdefault(located.error.detail, []).append(located)
    for detail, places in seen.items():
        error = places[0].error
        extra = {
            "request_id": context.request_id,
            "code": error.code,
            "upstream": error.extensions.get("service"),
            "path": places[0].path,
            "places": len(places),
            "detail": detail,
        }
        if error.code == GatewayError.code:
            log.error("a field failed", extra=extra)
        else:
            log.warning("upstream fault", extra=extra)
