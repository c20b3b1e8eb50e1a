"""Bound fields of objects that a resolver gave: relations fetched by key, for all such objects of a place at once."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, SourceLocation
from graphql.pyutils import Path

from gateway.errors import GatewayError
from gateway.execution.assemble import Assembler
from gateway.execution.context import Context
from gateway.execution.plain.fields import Place
from gateway.execution.plain.state import Execution
from gateway.execution.port import Upstream
from gateway.execution.results import Fault, Located, Results
from gateway.execution.run import Runner
from gateway.planning.plan import HOST, Stage
from gateway.planning.records import attribute


class FetchingExecution(Execution):
    """An execution that can fetch.

    `batches`: those that still wait for more objects. `compute`: adds to a stage's results what resolvers make of its rows.
    """

    upstream: Upstream
    batches: dict["HostedField", "Batch"]
    compute: Callable[[Stage, Results], Awaitable[None]]


@dataclass(slots=True, eq=False)
class Batch:
    """The objects of one place that want the same field, and the answers for them: data and errors below."""

    rows: list[Any] = field(default_factory=list)
    done: "asyncio.Task[list[tuple[Any, list[Located]]]] | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class HostedField:
    """A bound field below a resolver. `members`: what its objects must have."""

    key: str
    parent: GraphQLObjectType
    place: Place
    runner: Runner
    members: Sequence[str]

    def execute(self, run: Any, source: Any, above: Path | None) -> Any:
        """An awaitable of what the answer holds."""
        return Later(self, run, source, Path(above, self.key, self.parent.name))

    async def fetched(self, run: FetchingExecution, source: Any, path: Path) -> Any:
        """What the answer holds, when all objects of this place are known."""
        batch = run.batches.get(self)
        if batch is None:
            batch = run.batches[self] = Batch()
            batch.done = asyncio.ensure_future(self._fetch(run, batch))
        assert batch.done is not None
        number = len(batch.rows)
        batch.rows.append(SimpleNamespace(**{attribute(m): member_of(source, m) for m in self.members}))
        data, errors = (await batch.done)[number]
        located = [_error_at(error, path) for error in errors]
        if data is None and self.place.non_null and located:
            raise located[-1]
        for error in located:
            run.collected_errors.add(error, _path_of(error.path or ()))
        return data

    async def _fetch(self, run: FetchingExecution, batch: Batch) -> list[tuple[Any, list[Located]]]:
        """When no more objects come, all are asked for."""
        seen = -1
        while len(batch.rows) != seen:
            seen = len(batch.rows)
            await asyncio.sleep(0)
        del run.batches[self]
        context: Context = run.context_value
        results = Results(context.viewer.subject, sound=False)
        results.indexes[HOST] = dict(enumerate(batch.rows))
        await self.runner.run(run.upstream, context, run.variable_values, results)
        await run.compute(self.runner.stage, results)
        return [self._written(results, row) for row in batch.rows]

    def _written(self, results: Results, row: Any) -> tuple[Any, list[Located]]:
        assembler = Assembler(results)
        written = assembler.write(self.runner.stage.shape, row)
        return (written or {}).get(self.key), assembler.errors


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """The answer of a hosted field, which begins when it is awaited: a sibling may fail before, and then nobody does."""

    field: HostedField
    run: FetchingExecution
    source: Any
    path: Path

    def __await__(self) -> Generator[Any, None, Any]:
        return self.field.fetched(self.run, self.source, self.path).__await__()


def member_of(source: Any, member: str) -> Any:
    """A member of an object that a resolver gave; a Fault where it has none."""
    is_mapping = isinstance(source, Mapping)
    value = source.get(member, source) if is_mapping else getattr(source, member, source)
    if value is source or not isinstance(value, str | int | None):
        return Fault(GatewayError(detail=f"a resolver gave an object without a key {member}"))
    return value


def _error_at(located: Located, path: Path) -> GraphQLError:
    """The error as graphql-core has it; `path` is that of the hosted field, with which its own begins, too."""
    whole = [*path.as_list(), *located.path[1:]]
    error = GraphQLError(located.error.message, path=whole, original_error=located.error)
    error.locations = [SourceLocation(line, column) for line, column in located.locations]
    return error


def _path_of(keys: Sequence[str | int]) -> Path | None:
    path = None
    for key in keys:
        path = Path(path, key, None)
    return path
