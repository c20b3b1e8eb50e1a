"""Root fields with resolvers of their own, and introspection: executed beside the plan's fetches."""

import asyncio
import contextvars
import inspect
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from traceback import format_exception
from typing import Any, cast

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.execute import CollectedErrors

from gateway.binding.blueprint import Blueprint
from gateway.errors import GatewayError
from gateway.execution.context import Context
from gateway.execution.hosted import FetchingExecution
from gateway.execution.hosting import hosting_program
from gateway.execution.plain.state import Complete
from gateway.execution.port import Upstream
from gateway.execution.results import Located
from gateway.planning.plan import Hosted
from gateway.planning.planner import OperationPlanner
from gateway.planning.shapes import Resolved

#: Resolvers may block: they run here, not on the event loop.
_THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolver")

_LEAVES = (str, int, float, bool, type(None), Exception)


class PooledExecution(FetchingExecution):
    """An execution whose resolvers are called in the pool, those below a value that was waited for, too."""

    async def continued(self, complete: Complete, value: Any, path: Any, info: Any) -> Any:
        if isinstance(value, _LEAVES):
            return complete(self, value, path, info)
        return await _in_pool(complete, self, value, path, info)


@dataclass(frozen=True, slots=True)
class Resolvers:
    """Runs single root fields of an operation; `variables` are coerced."""

    blueprint: Blueprint
    planner: OperationPlanner[Any]
    variables: Mapping[str, Any]
    context: Context

    async def resolve(
        self, field: Resolved, hosted: tuple[Hosted, ...], upstream: Upstream
    ) -> tuple[Any, list[Located]]:
        """The field's value and the errors at and below it. `hosted`: what is bound there, which `upstream` is asked for."""
        run = self._execution(upstream)
        errors = run.collected_errors
        root = cast(GraphQLObjectType, run.schema.get_root_type(run.operation.operation))
        program = hosting_program(self.blueprint, self.planner, run, hosted)
        fields = program.root(root, {field.slot.key: field.nodes})
        try:
            if _stays_on_loop(root, field):
                written = fields.execute(run, None, None)
            else:
                written = await _in_pool(fields.execute, run, None, None)
            data = await run.settled(written)
        except GraphQLError as error:
            errors.add(error, None)
            data = {}
        return data.get(field.slot.key), [_located(error) for error in errors.errors]

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
        run.upstream, run.batches = upstream, {}
        return run


async def _in_pool(function: Callable[..., Any], *arguments: Any) -> Any:
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(_THREADS, run, function, *arguments)


def _stays_on_loop(root: GraphQLObjectType, field: Resolved) -> bool:
    """Introspection does not block, and what an `async def` does is its own affair."""
    name = field.nodes[0].name.value
    return name.startswith("__") or inspect.iscoroutinefunction(root.fields[name].resolve)


def _located(error: GraphQLError) -> Located:
    """An error as the answer tells it: coded ones keep their code, a resolver's own exception is a detail for the log."""
    original = error.original_error
    if isinstance(original, GatewayError):
        coded = original
    elif original is None or isinstance(original, GraphQLError):
        coded = GatewayError(error.message)
        coded.extensions |= error.extensions or {}
    else:
        coded = GatewayError(detail="".join(format_exception(original)))
    locations = tuple((place.line, place.column) for place in error.locations or ())
    return Located(coded, tuple(error.path or ()), locations)
