"""Which operations are executed: those that can be, are not too large, and fit in what is left to who asks."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from graphql import OperationType

from gateway.auth.policy import Policy
from gateway.auth.scopes import Decision, strictest
from gateway.binding.blueprint import Blueprint
from gateway.documents import Documents, TokenLimit
from gateway.documents.persisted import Persisted, PersistedRules
from gateway.documents.variables import Variables
from gateway.errors import (
    MethodNotAllowed,
    OperationRejected,
    RequestError,
    TooManyRequests,
)
from gateway.execution.context import Context
from gateway.execution.policies import Policies
from gateway.execution.program import Program, make_program
from gateway.limits.calls import PlanCalls
from gateway.limits.limits import Limits, unlimited
from gateway.limits.variables import check_variables
from gateway.planning.plan import Plan
from gateway.planning.planner import OperationPlanner

log = logging.getLogger("gateway.admission")


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


@dataclass(frozen=True, slots=True)
class Rules:
    """What is admitted.

    `tokens`: how many a document may have. `introspection`: whether the schema may be asked for, and errors suggest its names.
    `limits`: without them nothing is refused for its size. `policy`: what becomes of fields that the viewer may not select.
    `policies`: who says which of the schema's policies hold. `persisted`: which documents are taken, and by which ids.
    """

    tokens: TokenLimit = field(default_factory=TokenLimit)
    introspection: bool = True
    limits: Limits | None = None
    policy: Policy = field(default_factory=Policy)
    policies: Policies = field(default_factory=Policies)
    persisted: PersistedRules = field(default_factory=PersistedRules)


class Ready(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What is kept of a plan: its program, and the most calls that it makes."""

    program: Program
    calls: PlanCalls


class Admitted(msgspec.Struct, frozen=True, gc=False):
    """An operation that may be executed. `cap`: after so many calls no more are made; `None`: there are not too many.

    `context`: the request's, with what is known of its viewer.
    """

    context: Context
    planner: OperationPlanner[Ready]
    program: Program
    variables: Mapping[str, Any]
    cap: int | None


class Admission:
    """Admits operations on one schema.

    Raises:
        BadManifest: a listed document does not fit the schema.
    """

    def __init__(self, blueprint: Blueprint, rules: Rules | None = None) -> None:
        rules = rules or Rules()
        self.blueprint = blueprint
        self.policy = rules.policy
        self._policies = rules.policies
        self._limits = rules.limits or unlimited(blueprint)
        self._introspection = rules.introspection
        documents: Documents[Ready] = Documents(
            blueprint,
            rules.tokens,
            self._ready,
            introspection=rules.introspection,
            check=self._limits.document.refusal,
        )
        self._documents = Persisted(documents, rules.persisted)

    async def admit(self, request: GraphQLRequest, context: Context) -> Admitted:
        """What is asked, charged to who asks.

        Raises:
            RequestError: it cannot or may not be executed.
        """
        try:
            document = self._documents.get(
                request.query, request.document_id, request.sha256, context.headers
            )
            planner = document.operation(request.operation_name)
            if request.read_only and planner.operation.operation is not OperationType.QUERY:
                raise MethodNotAllowed("Only queries are answered by GET; send this by POST.", allow="POST")
            variables: Mapping[str, Any] = {}
            if request.variables or planner.operation.variable_definitions:
                variables = self._coerced(planner, request.variables)
            cost = self._limits.cost.cost(planner, variables)
            context.bill.cost += cost
            if planner.policies:  # Few operations have any, and nobody else should wait.
                context = await self.judged(planner, context)
            ready = planner.only or planner.variant(variables, context.viewer)
            if self.policy.dry_run:
                _log_dry_run(planner, context)
            if self.policy.rejects and ready.program.denied:
                raise OperationRejected(ready.program.denied)
            cap = None if ready.calls.always_fit else ready.calls.cap(variables)
        except RequestError:
            await self._charge(context, 0)
            raise
        if not self._limits.rates.metered(context.viewer, cost):
            await self._charge(context, cost)
        return Admitted(context, planner, ready.program, variables, cap)

    async def judged(self, planner: OperationPlanner[Ready], context: Context) -> Context:
        """The context with what the operation's rules ask of its viewer.

        Raises:
            OutOfTime: that took too long.
        """
        return await self._policies.judged(planner.policies, context)

    async def _charge(self, context: Context, cost: int) -> None:
        charge = await self._limits.rates.charge(context.viewer, context.subscriber, cost)
        if charge.limit is not None:
            bill = context.bill
            bill.limit, bill.remaining, bill.reset_s = charge.limit, charge.remaining, charge.reset_s
            if charge.retry_after_s is not None:
                raise TooManyRequests(charge.retry_after_s)

    def _ready(self, plan: Plan) -> Ready:
        return Ready(make_program(self.blueprint, plan), self._limits.calls.of(plan))

    def _coerced(self, planner: OperationPlanner[Ready], given: Mapping[str, Any]) -> Mapping[str, Any]:
        if given:
            check_variables(given)
        variables = planner.kept.get(self)
        if variables is None:
            variables = planner.kept[self] = Variables(
                self.blueprint.schema, planner.operation, suggests=self._introspection
            )
        coerced: Mapping[str, Any] = variables.coerced(given)
        return coerced


def _log_dry_run(planner: OperationPlanner[Ready], context: Context) -> None:
    """What rules would have said of the viewer, had they been asked; a line only where that is not yes."""
    judged = {
        field: strictest(rule.judge(context.viewer) for rule in rules)
        for field, rules in planner.guarded.items()
    }
    denied = {field: decision.value for field, decision in judged.items() if decision is not Decision.GRANTED}
    if denied:
        extra = {"request_id": context.request_id, "subject": context.viewer.subject, "would_deny": denied}
        log.warning("authorization dry run", extra=extra)
