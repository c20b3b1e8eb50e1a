"""Which operations are executed: those that can be, are not too large, and fit in what is left to who asks."""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import OperationType
from graphql.execution.values import get_variable_values

from gateway.auth.policy import Policy
from gateway.auth.scopes import Decision
from gateway.binding.blueprint import Blueprint
from gateway.documents import Documents
from gateway.errors import (
    DocumentRefused,
    LimitExceeded,
    MethodNotAllowed,
    OperationRejected,
    TooManyRequests,
)
from gateway.execution.context import Context
from gateway.execution.program import Program, make_program
from gateway.limits.calls import PlanCalls
from gateway.limits.limits import Limits
from gateway.limits.variables import check_variables
from gateway.planning.plan import Plan
from gateway.planning.planner import OperationPlanner

log = logging.getLogger("gateway.admission")


class GraphQLRequest(msgspec.Struct, frozen=True, gc=False):
    """What was asked (GraphQL over HTTP, 5.1).

    `read_only`: it came by GET, so that it may change nothing. `wants_plan`: the answer shall show how it was made.
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = {}
    read_only: bool = False
    wants_plan: bool = False


class Ready(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What is kept of a plan: its program, and the most calls that it makes."""

    program: Program
    calls: PlanCalls


class Admitted(msgspec.Struct, frozen=True, gc=False):
    """An operation that may be executed. `cap`: after so many calls no more are made; `None`: there are not too many."""

    planner: OperationPlanner[Ready]
    program: Program
    variables: Mapping[str, Any]
    cost: int
    cap: int | None


class Admission:
    """Admits operations on one schema.

    `introspection`: whether the schema may be asked for, and errors suggest its names. `policy`: what becomes of fields that
    the viewer may not select.
    """

    def __init__(
        self, blueprint: Blueprint, limits: Limits, *, max_tokens: int, introspection: bool, policy: Policy
    ) -> None:
        self._blueprint = blueprint
        self._limits = limits
        self._policy = policy
        self._introspection = introspection
        self.documents: Documents[Ready] = Documents(
            blueprint,
            max_tokens,
            self._ready,
            introspection=introspection,
            check=limits.document.refusal,
        )

    async def admit(self, request: GraphQLRequest, context: Context) -> Admitted:
        """What is asked, charged to who asks.

        Raises:
            DocumentRefused, LimitExceeded, MethodNotAllowed, OperationRejected, TooManyRequests: it cannot or may not be
            executed.
        """
        try:
            admitted = self._judged(request, context)
        except (DocumentRefused, LimitExceeded, OperationRejected):
            await self._charge(context, 0)
            raise
        await self._charge(context, admitted.cost)
        return admitted

    def _judged(self, request: GraphQLRequest, context: Context) -> Admitted:
        """What is asked, when all limits that lie in the operation itself allow it."""
        planner = self.documents.get(request.query).operation(request.operation_name)
        self._check_method(request, planner)
        variables = self._coerce(planner, request.variables)
        cost = self._limits.cost.cost(planner, variables)
        context.bill.cost += cost
        ready = planner.variant(variables, context.viewer)
        if self._policy.dry_run:
            _log_dry_run(planner, context)
        if ready.program.denied and self._policy.rejects:
            raise OperationRejected(ready.program.denied)
        return Admitted(planner, ready.program, variables, cost, ready.calls.cap(variables))

    async def _charge(self, context: Context, cost: int) -> None:
        charge = await self._limits.rates.charge(context.viewer, context.subscriber, cost)
        if charge.limit is not None:
            bill = context.bill
            bill.limit, bill.remaining, bill.reset_s = charge.limit, charge.remaining, charge.reset_s
            if charge.retry_after_s is not None:
                raise TooManyRequests(charge.retry_after_s)

    def _ready(self, plan: Plan) -> Ready:
        return Ready(make_program(self._blueprint, plan), self._limits.calls.of(plan))

    def _check_method(self, request: GraphQLRequest, planner: OperationPlanner[Ready]) -> None:
        if request.read_only and planner.operation.operation is not OperationType.QUERY:
            raise MethodNotAllowed("Only queries are answered by GET; send this by POST.", allow="POST")

    def _coerce(self, planner: OperationPlanner[Ready], given: Mapping[str, Any]) -> Mapping[str, Any]:
        if given:
            check_variables(given)
        definitions = planner.operation.variable_definitions
        if not definitions:
            return {}
        values = get_variable_values(
            self._blueprint.schema,
            definitions,
            dict(given),
            max_errors=50,
            hide_suggestions=not self._introspection,
        )
        if isinstance(values, list):
            raise DocumentRefused("BAD_USER_INPUT", values)
        return values


def _log_dry_run(planner: OperationPlanner[Ready], context: Context) -> None:
    """What rules would have said of the viewer, had they been asked; a line only where that is not yes."""
    judged = {field: rule.judge(context.viewer) for field, rule in planner.guarded.items()}
    denied = {field: decision.value for field, decision in judged.items() if decision is not Decision.GRANTED}
    if denied:
        extra = {"request_id": context.request_id, "subject": context.viewer.subject, "would_deny": denied}
        log.warning("authorization dry run", extra=extra)
