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
    located_error,
)
from graphql.execution.execute import CollectedErrors

from gateway.binding.blueprint import Blueprint
from gateway.execution.computed import compute
from gateway.execution.context import Context
from gateway.execution.hosting import hosting_program
from gateway.execution.pooled import CUT_OFF, PooledExecution, located
from gateway.execution.port import Upstream
from gateway.execution.results import Located, Results
from gateway.planning.plan import Hosted, Stage
from gateway.planning.planner import OperationPlanner
from gateway.planning.shapes import Resolved


@dataclass(frozen=True, slots=True)
class Resolvers:
    """Runs the resolvers of an operation; `variables` are coerced."""

    blueprint: Blueprint
    planner: OperationPlanner[Any]
    variables: Mapping[str, Any]
    context: Context

    async def resolve(
        self, field: Resolved, hosted: tuple[Hosted, ...], upstream: Upstream
    ) -> tuple[Any, list[Located]]:
        """A root field's value and the errors at and below it. `hosted`: what is bound there, which `upstream` is asked for."""
        run = self._execution(hosted, upstream)
        errors = run.collected_errors
        root = cast(GraphQLObjectType, run.schema.get_root_type(run.operation.operation))
        program = hosting_program(self.blueprint, self.planner, run, hosted)
        fields = program.root(root, {field.slot.key: field.nodes})
        try:
            if _stays_on_loop(root, field):
                written = fields.execute(run, None, None)
            else:
                written = await run.in_pool(fields.execute, run, None, None)
            data = await run.settled(written)
        except GraphQLError as error:
            errors.add(error, None)
            data = {}
        except CUT_OFF as cut:
            errors = CollectedErrors()
            errors.add(located_error(cut, list(field.nodes), [field.slot.key]), None)
            data = {}
        return data.get(field.slot.key), [located(error) for error in errors.errors]

    async def compute(
        self, stage: Stage, hosted: tuple[Hosted, ...], results: Results, upstream: Upstream
    ) -> None:
        """Add to a stage's results what resolvers make of its rows. `hosted` is as of `resolve`."""
        columns = []
        for field in stage.computed:
            run = self._execution(hosted, upstream)
            program = hosting_program(self.blueprint, self.planner, run, hosted)
            columns.append(compute(program.computed(field), field, run, results))
        results.computed = dict(enumerate(await asyncio.gather(*columns)))

    def _execution(self, hosted: tuple[Hosted, ...], upstream: Upstream) -> PooledExecution:
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
        run.upstream, run.batches = upstream, {}
        run.compute = lambda stage, results: self.compute(stage, hosted, results, upstream)
        return run


def _stays_on_loop(root: GraphQLObjectType, field: Resolved) -> bool:
    """Introspection does not block, and what an `async def` does is its own affair."""
    name = field.nodes[0].name.value
    return name.startswith("__") or inspect.iscoroutinefunction(root.fields[name].resolve)
