"""Fields with resolvers of their own, and introspection: root fields beside the plan's fetches, computed ones after them."""

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.execute import CollectedErrors

from gateway.binding.blueprint import Blueprint
from gateway.execution.computed import compute
from gateway.execution.context import Context
from gateway.execution.hosting import hosting_program
from gateway.execution.pooled import PooledExecution, in_pool, located
from gateway.execution.port import Upstream
from gateway.execution.results import Located, Results
from gateway.planning.plan import Stage
from gateway.planning.planner import OperationPlanner
from gateway.planning.shapes import Resolved


@dataclass(frozen=True, slots=True)
class Resolvers:
    """Runs the resolvers of an operation; `variables` are coerced."""

    blueprint: Blueprint
    planner: OperationPlanner[Any]
    variables: Mapping[str, Any]
    context: Context

    async def resolve(self, field: Resolved, upstream: Upstream) -> tuple[Any, list[Located]]:
        """A root field's value and the errors at and below it. `upstream`: asked for what is bound below it."""
        run = self._execution(upstream)
        errors = run.collected_errors
        root = cast(GraphQLObjectType, run.schema.get_root_type(run.operation.operation))
        program = hosting_program(self.blueprint, self.planner, run)
        fields = program.root(root, {field.slot.key: field.nodes})
        try:
            if _stays_on_loop(root, field):
                written = fields.execute(run, None, None)
            else:
                written = await in_pool(fields.execute, run, None, None)
            data = await run.settled(written)
        except GraphQLError as error:
            errors.add(error, None)
            data = {}
        return data.get(field.slot.key), [located(error) for error in errors.errors]

    async def compute(self, stage: Stage, results: Results, upstream: Upstream) -> None:
        """Add to a stage's results what resolvers make of its rows."""
        runs = [self._execution(upstream) for _ in stage.computed]
        columns = [
            compute(hosting_program(self.blueprint, self.planner, run).computed(field), field, run, results)
            for run, field in zip(runs, stage.computed, strict=True)
        ]
        results.computed = dict(enumerate(await asyncio.gather(*columns)))

    def _execution(self, upstream: Upstream) -> PooledExecution:
        run = PooledExecution(
            self.blueprint.schema,
            self.planner.fragments,
            None,
            self.context,
            self.planner.operation,
            dict(self.variables),
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            CollectedErrors(),
            None,
            None,
        )
        run.upstream, run.batches, run.compute = upstream, {}, self.compute
        return run


def _stays_on_loop(root: GraphQLObjectType, field: Resolved) -> bool:
    """Introspection does not block, and what an `async def` does is its own affair."""
    name = field.nodes[0].name.value
    return name.startswith("__") or inspect.iscoroutinefunction(root.fields[name].resolve)
