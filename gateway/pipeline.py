"""One operation from request to answer: a line a stage."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from graphql import GraphQLError, OperationType
from graphql.execution.values import get_variable_values

from gateway.auth.viewer import Viewer
from gateway.binding.blueprint import Blueprint
from gateway.documents import Documents
from gateway.documents.persisted import Persisted, PersistedRules
from gateway.errors import DocumentRefused, GatewayError, MethodNotAllowed, OutOfTime, told
from gateway.execution.context import CallRecord, Context
from gateway.execution.port import Upstream
from gateway.execution.program import Outcome, Program, make_program
from gateway.execution.resolvers import Resolvers
from gateway.execution.results import Located
from gateway.planning.description import Description, MadeCall
from gateway.planning.explain import described
from gateway.planning.planner import OperationPlanner
from gateway.sharing import Sharing

log = logging.getLogger("gateway.pipeline")


class GraphQLRequest(msgspec.Struct, frozen=True, gc=False):
    """What was asked (GraphQL over HTTP, 5.1).

    `query`: the document, empty where an id says which: `document_id` of the list of trusted documents, or `sha256`, the hash
    that one was registered by (with `query`: shall be registered by). `read_only`: it came by GET, so that it may change
    nothing. `wants_plan`: the answer shall show how it was made.
    """

    query: str = ""
    operation_name: str | None = None
    variables: Mapping[str, Any] = {}
    read_only: bool = False
    wants_plan: bool = False
    document_id: str | None = None
    sha256: str | None = None


#: An answer, and the request that it was first made for.
Shared = tuple[bytes, Context]

Run = Callable[[Context], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is taken, and what is shown: most tokens of a document; `persisted`: which documents are taken, and by which ids;
    `shows_plan`: who may see plans (nobody); `masks_errors`: whether only the log has the details of errors.
    """

    max_tokens: int = 15_000
    persisted: PersistedRules = field(default_factory=PersistedRules)
    shows_plan: Callable[[Viewer], bool] = lambda _: False
    masks_errors: bool = True


class Pipeline:
    """Answers operations on one schema.

    `operations` shares identical queries in flight; without it each is executed.

    Raises:
        BadManifest: a listed document does not fit the schema.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        upstream: Upstream,
        operations: Sharing[Shared] | None,
        rules: Rules | None = None,
    ) -> None:
        self._rules = rules = rules or Rules()
        self._blueprint = blueprint
        self._upstream = upstream
        self._operations = operations
        self.documents: Documents[Program] = Documents(
            blueprint, rules.max_tokens, lambda plan: make_program(blueprint, plan)
        )
        self._persisted = Persisted(self.documents, rules.persisted)

    async def answer(self, request: GraphQLRequest, context: Context) -> bytes:
        """The answer as JSON.

        Raises:
            RequestError: nothing was executed. OutOfTime among them: others, who have more time, wait on.
        """
        document = self._persisted.get(request.query, request.document_id, request.sha256, context.headers)
        planner = document.operation(request.operation_name)
        self._check_method(request, planner)
        variables = self._coerce(planner, request.variables)
        program = planner.variant(variables, context.viewer)
        if request.wants_plan and self._rules.shows_plan(context.viewer):
            run = self._run(program, planner, variables)
            return await self._explained(run, program, planner, variables, context)
        if program.constant is not None:
            return program.constant
        run = self._run(program, planner, variables)
        if self._operations is None or not program.shareable:
            return self._written(await run(context), context)
        return await self._shared(self._operations, program, run, request, context)

    def _run(self, program: Program, planner: OperationPlanner[Program], variables: Mapping[str, Any]) -> Run:
        """The execution, for whichever request it is made."""

        async def run(context: Context) -> Outcome:
            resolvers = Resolvers(self._blueprint, planner, variables, context)
            return await program.run(self._upstream, context, variables, resolvers)

        return run

    async def _shared(
        self,
        operations: Sharing[Shared],
        program: Program,
        run: Run,
        request: GraphQLRequest,
        context: Context,
    ) -> bytes:
        """The answer to this query or to an identical one that had not begun.

        No headers but the token's identity reach a service, and no resolver sees them in a program that is shareable.
        """

        async def work(expires_at: float) -> Shared:
            outcome = await run(msgspec.structs.replace(context, expires_at=expires_at))
            return self._written(outcome, context), context

        # Variables as they came, for what scalars make of them need not be JSON.
        given = msgspec.json.encode(request.variables, order="deterministic")
        key = (program, given, context.viewer.identity)
        try:
            answer, first = await operations.join(key, work, context.expires_at)
        except TimeoutError:
            raise OutOfTime() from None
        if first is not context:
            context.shared_with.append(first.request_id)
        return answer

    async def _explained(
        self,
        run: Run,
        program: Program,
        planner: OperationPlanner[Program],
        variables: Mapping[str, Any],
        context: Context,
    ) -> bytes:
        """The answer with the plan it was made by; never another request's."""
        began_s = time.perf_counter()
        outcome = await run(context)
        plan = described(self._blueprint.schema, program.plan, planner.guarded, variables, context.viewer)
        return self._written(outcome, context, _with_calls(plan, context.calls, began_s))

    def _check_method(self, request: GraphQLRequest, planner: OperationPlanner[Program]) -> None:
        if request.read_only and planner.operation.operation is not OperationType.QUERY:
            raise MethodNotAllowed("Only queries are answered by GET; send this by POST.", allow="POST")

    def _coerce(self, planner: OperationPlanner[Program], given: Mapping[str, Any]) -> Mapping[str, Any]:
        definitions = planner.operation.variable_definitions
        if not definitions:
            return {}
        values = get_variable_values(self._blueprint.schema, definitions, dict(given), max_errors=50)
        if isinstance(values, list):
            raise DocumentRefused("BAD_USER_INPUT", values)
        return values

    def _written(self, outcome: Outcome, context: Context, plan: Description | None = None) -> bytes:
        extensions = {} if plan is None else {"extensions": {"plan": plan}}
        if not outcome.errors:
            return msgspec.json.encode({"data": outcome.data, **extensions})
        for located in outcome.errors:
            _log_error(located, context)
        errors = [self._formatted(located, context) for located in outcome.errors]
        return msgspec.json.encode({"errors": errors, "data": outcome.data, **extensions})

    def _formatted(self, located: Located, context: Context) -> dict[str, Any]:
        error = told(located.error, context.request_id, masked=self._rules.masks_errors)
        return formatted(error, located.path, located.locations)


def _with_calls(plan: Description, calls: list[CallRecord], began_s: float) -> Description:
    in_order = sorted(calls, key=lambda record: record.began_s)
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


def _log_error(located: Located, context: Context) -> None:
    error = located.error
    if error.detail is not None:
        extra = {
            "request_id": context.request_id,
            "code": error.code,
            "path": located.path,
            "detail": error.detail,
        }
        if error.code == GatewayError.code:
            log.error("a field failed", extra=extra)
        else:
            log.warning("upstream fault", extra=extra)
