"""The same operation by us and by graphql-core, and what differs."""

import asyncio
import gc
import inspect
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import graphql
from graphql import (
    DocumentNode,
    ExecutionContext,
    ExecutionResult,
    FieldNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    Undefined,
    parse,
)
from graphql.pyutils import Path

from gateway.execution import execute
from tests.oracle.worlds import World

COLLECTED_EVERY = 500


class SettledCore(ExecutionContext):
    """graphql-core, where it is as its authors mean it: see docs/deviations.md for what is set right here."""

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        completed = super().complete_value(return_type, field_nodes, info, path, result)
        return self._settled(completed) if self.is_awaitable(completed) else completed

    async def _settled(self, completed: Any) -> Any:
        while self.is_awaitable(completed):
            completed = await completed
        return completed

    def execute_fields_serially(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> Any:
        return self._one_by_one(parent_type, source_value, path, fields)

    async def _one_by_one(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: Any
    ) -> dict[str, Any]:
        written = {}
        for name, nodes in fields.items():
            value = self.execute_field(parent_type, source_value, nodes, Path(path, name, parent_type.name))
            if value is not Undefined:
                written[name] = await self._settled(value)
        return written


@dataclass(frozen=True)
class Case:
    """An operation in a world. Its repr is all that is needed to see it again."""

    world: World
    text: str
    variables: Mapping[str, Any]

    schema: GraphQLSchema = field(repr=False)

    @cached_property
    def document(self) -> DocumentNode:
        return parse(self.text)


@dataclass(frozen=True)
class Answer:
    """Data, written so that 1, 1.0 and True differ, and errors: message, path, locations, in their order."""

    data: str
    errors: list[tuple[str, Any, Any]]


def answer_of(result: ExecutionResult) -> Answer:
    errors = [
        (e.message, e.path, [(at.line, at.column) for at in e.locations or ()]) for e in result.errors or ()
    ]
    return Answer(repr(result.data), errors)


class Judge:
    """Executes on a loop of its own, of which every case leaves nothing behind.

    A sibling that fails leaves coroutines unawaited, which is graphql-core's way, and ours. The warnings of those that sit in
    cycles come when the collector does, so it comes only when they are expected.
    """

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._runs = 0
        gc.disable()

    def close(self) -> None:
        self._runner.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            gc.collect()
        gc.enable()

    def ours(self, case: Case) -> Answer:
        return self._run(execute, case)

    def theirs(self, case: Case) -> Answer:
        return self._run(partial(graphql.execute, execution_context_class=SettledCore), case)

    def _run(self, how: Any, case: Case) -> Answer:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            self._runs += 1
            if self._runs % COLLECTED_EVERY == 0:
                gc.collect()
            return self._runner.run(_settled(how, case))


async def _settled(how: Any, case: Case) -> Answer:
    result = how(case.schema, case.document, case.world.root(), None, dict(case.variables))
    if inspect.isawaitable(result):
        result = await result
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    return answer_of(result)
