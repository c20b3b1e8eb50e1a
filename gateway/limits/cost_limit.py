"""The limit of an operation's cost, judged with the variables known and remembered for their values."""

from collections.abc import Hashable, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    VariableNode,
    Visitor,
    visit,
)

from gateway.binding.blueprint import Blueprint
from gateway.binding.weights import list_size
from gateway.errors import LimitExceeded
from gateway.exceeded import Exceeded, untold
from gateway.limits.cost import Estimate
from gateway.planning.planner import OperationPlanner

#: How many costs are remembered of an operation.
MAX_REMEMBERED = 256

CODE = "COST_ESTIMATED_TOO_EXPENSIVE"


class CostLimit:
    """Says what operations cost, and refuses those that cost more than `most`. `warn_only`: measures without refusing."""

    def __init__(
        self,
        blueprint: Blueprint,
        most: float = float("inf"),
        *,
        warn_only: bool = False,
        exceeded: Exceeded = untold,
    ) -> None:
        self._blueprint = blueprint
        self._most = most
        self._warn_only = warn_only
        self._exceeded = exceeded
        sizes = (list_size(bound.binding) for bound in blueprint.fields.values())
        self._slicing = frozenset(name for size in sizes if size for name in size.slicing)

    def cost(self, planner: OperationPlanner[Any], variables: Mapping[str, Any]) -> int:
        """What an operation costs for these variables, which are coerced.

        Raises:
            LimitExceeded: it is too much.
        """
        costs = planner.kept.get(self)
        if costs is None:
            costs = planner.kept[self] = _Costs(self._blueprint, planner, self._slicing)
        cost: int = costs.fixed if costs.fixed is not None else costs.of(variables)
        if cost > self._most:
            self._judge(cost)
        return cost

    def _judge(self, cost: int) -> None:
        self._exceeded(CODE, let_through=self._warn_only, most=self._most, cost=cost)
        if self._warn_only:
            return
        message = f"The operation may cost {self._most:.0f} at most, and costs {cost}. Ask for fewer or smaller pages."
        raise LimitExceeded(message, code=CODE)


class _Costs:
    """The costs of one operation. `fixed`: where no variable makes a difference."""

    __slots__ = ("_blueprint", "_fragments", "_known", "_names", "_operation", "fixed")

    def __init__(self, blueprint: Blueprint, planner: OperationPlanner[Any], slicing: frozenset[str]) -> None:
        self._blueprint = blueprint
        self._operation = planner.operation
        self._fragments = planner.fragments
        found = _Variables(slicing | {"if"})
        for node in (planner.operation, *planner.fragments.values()):
            visit(node, found)
        self._names = tuple(found.names)
        self._known: dict[Hashable, int] = {}
        self.fixed = None if self._names else self._estimate({})

    def of(self, variables: Mapping[str, Any]) -> int:
        key = tuple([variables.get(name) for name in self._names])
        cost = self._known.get(key)
        if cost is None:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            cost = self._known[key] = self._estimate(variables)
        return cost

    def _estimate(self, variables: Mapping[str, Any]) -> int:
        return Estimate(self._blueprint, self._fragments, variables).of(self._operation)


class _Variables(Visitor):
    """Gathers the variables given to arguments of these names: integers and booleans all of them."""

    def __init__(self, arguments: frozenset[str]) -> None:
        super().__init__()
        self._arguments = arguments
        self.names: dict[str, None] = {}

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        if node.name.value in self._arguments and isinstance(node.value, VariableNode):
            self.names[node.value.name.value] = None
