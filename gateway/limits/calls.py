"""How many calls to services an operation may make, judged before the first by what its plan makes at most."""

from collections.abc import Hashable, Mapping
from typing import Any

from graphql import GraphQLSchema

from gateway.errors import LimitExceeded
from gateway.exceeded import Exceeded, untold
from gateway.planning.bounds import most_calls, size_variables
from gateway.planning.plan import Plan

#: How many bounds are remembered of a plan.
MAX_REMEMBERED = 256

CODE = "MAX_UPSTREAM_CALLS_LIMIT"


class CallsLimit:
    """Refuses plans that may make more than `most` calls. Where nothing bounds them, they are counted as they are made.

    `cap`: the most that a plan without a bound is let make; `None`: any number.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        most: int | None = None,
        *,
        warn_only: bool = False,
        exceeded: Exceeded = untold,
    ) -> None:
        self._schema = schema
        self._most = most
        self._warn_only = warn_only
        self._exceeded = exceeded
        self.cap = None if warn_only else most

    def of(self, plan: Plan) -> "PlanCalls":
        return PlanCalls(self, self._schema, plan)

    def judge(self, calls: int) -> bool:
        """Whether they are not too many; with `warn_only` too many are let through.

        Raises:
            LimitExceeded: they are too many.
        """
        if self._most is None or calls <= self._most:
            return True
        self._exceeded(CODE, let_through=self._warn_only, most=self._most, calls=calls)
        if self._warn_only:
            return False
        message = (
            f"The operation may make {self._most} calls to services at most, and this one may make {calls}."
        )
        raise LimitExceeded(message, code=CODE)


class PlanCalls:
    """The most calls of one plan, remembered for the values of the variables that they depend on.

    `always_fit`: it was found that they are never too many, whatever the variables are, so that `cap` need not be asked again.
    """

    __slots__ = ("_known", "_limit", "_names", "_plan", "_schema", "always_fit")

    def __init__(self, limit: CallsLimit, schema: GraphQLSchema, plan: Plan) -> None:
        self._limit = limit
        self._schema = schema
        self._plan = plan
        self._names = tuple(size_variables(plan))
        self._known: dict[Hashable, int | None] = {}
        self.always_fit = False

    def cap(self, variables: Mapping[str, Any]) -> int | None:
        """How many calls may be made where the plan has no bound; `None`: they need not be counted.

        Raises:
            LimitExceeded: the bound is above what is allowed.
        """
        key = tuple([variables.get(name) for name in self._names]) if self._names else ()
        if key not in self._known:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            # What was not given is known to be not given: the default page, not one of any size.
            given = {**dict.fromkeys(self._names), **variables}
            self._known[key] = most_calls(self._schema, self._plan, given)
        calls = self._known[key]
        if calls is None:
            return self._limit.cap
        fit = self._limit.judge(calls)
        self.always_fit = fit and not self._names
        return None
