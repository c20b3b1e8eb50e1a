"""graphql-core's `execute`, with the programs of this package in the place of its walk."""

from collections.abc import Awaitable
from typing import Any

import graphql
from graphql import DocumentNode, ExecutionResult, FieldNode, GraphQLObjectType, GraphQLSchema
from graphql.pyutils import Path

from gateway.execution.plain.program import program_of
from gateway.execution.plain.state import Execution


class CompiledExecution(Execution):
    """An ExecutionContext whose operation is compiled before it is run."""

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> Any:
        return program_of(self).root(parent_type, fields).execute(self, source_value, path)

    def execute_fields_serially(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> Any:
        return program_of(self).root(parent_type, fields).execute_serially(self, source_value, path)


def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    root_value: Any = None,
    context_value: Any = None,
    variable_values: dict[str, Any] | None = None,
    operation_name: str | None = None,
    **options: Any,
) -> Awaitable[ExecutionResult] | ExecutionResult:
    """Execute an operation, as graphql-core does (`options` are the rest of its arguments); awaitable only where something is."""
    options.setdefault("execution_context_class", CompiledExecution)
    return graphql.execute(
        schema, document, root_value, context_value, variable_values, operation_name, **options
    )
