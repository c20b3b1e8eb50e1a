"""Root fields with resolvers of their own, and introspection: answered by graphql-core, beside the plan's fetches."""

import asyncio
import contextvars
import inspect
import logging
from collections.abc import Awaitable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute,
)

from gateway.errors import GatewayError
from gateway.execution.context import Context
from gateway.execution.results import Located
from gateway.planning.shapes import Resolved

log = logging.getLogger("gateway.execution")

#: Resolvers may block: they run here, not on the event loop.
_THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolver")


class Resolvers(msgspec.Struct, frozen=True, gc=False):
    """Runs single root fields of an operation."""

    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    context: Context

    async def resolve(self, field: Resolved) -> tuple[Any, list[Located]]:
        """The field's value and the errors below it. `variables` are as they were sent: graphql-core coerces them itself."""
        if field.nodes[0].name.value.startswith("__"):
            result = self._execute(field)
        else:
            run = contextvars.copy_context().run
            result = await asyncio.get_running_loop().run_in_executor(_THREADS, run, self._execute, field)
        if inspect.isawaitable(result):
            result = await result
        data = (result.data or {}).get(field.slot.key)
        return data, [_located(error) for error in result.errors or ()]

    def _execute(self, field: Resolved) -> ExecutionResult | Awaitable[ExecutionResult]:
        fragments = [d for d in self.document.definitions if isinstance(d, FragmentDefinitionNode)]
        alone = OperationDefinitionNode(
            operation=self.operation.operation,
            name=self.operation.name,
            variable_definitions=self.operation.variable_definitions,
            directives=self.operation.directives,
            selection_set=SelectionSetNode(selections=field.nodes),
            loc=self.operation.loc,
        )
        document = DocumentNode(definitions=(alone, *fragments))
        return execute(
            self.schema, document, context_value=self.context, variable_values=dict(self.variables)
        )


def _located(error: GraphQLError) -> Located:
    """An error of graphql-core: coded ones keep their code, a resolver's own exception is masked and logged."""
    original = error.original_error
    if isinstance(original, GatewayError):
        coded = original
    elif original is None or isinstance(original, GraphQLError):
        coded = GatewayError(error.message)
    else:
        log.error("a resolver failed", exc_info=original, extra={"path": error.path})
        coded = GatewayError()
    locations = tuple((place.line, place.column) for place in error.locations or ())
    return Located(coded, tuple(error.path or ()), locations)
