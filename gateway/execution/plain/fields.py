"""Fields of an object: their values resolved, completed and gathered."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    located_error,
)
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from gateway.execution.plain.state import PLAIN, Complete, Execution, Pending

_FROZEN = (str, int, float, bool, type(None), Enum)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where an error is told: a field's nodes, and whether null may not stand there."""

    nodes: list[FieldNode]
    non_null: bool

    def failed(self, run: Execution, error: Exception, path: Path) -> None:
        """Record an error, so that null stands in its place.

        Raises:
            GraphQLError: the error itself, where null may not.
        """
        located = located_error(error, self.nodes, path.as_list())
        if self.non_null:
            raise located
        run.collected_errors.add(located, path)

    async def completed(self, run: Execution, completed: Pending, path: Path) -> Any:
        """The end of a completion that has to be waited for."""
        try:
            return await run.settled(await completed)
        except Exception as error:
            return self.failed(run, error, path)

    async def resolved(
        self, run: Execution, pending: Pending, complete: Complete, path: Path, info: GraphQLResolveInfo
    ) -> Any:
        """The completion of a value that has to be waited for."""
        try:
            return await run.settled(await run.continued(complete, await run.awaited(pending), path, info))
        except Exception as error:
            return self.failed(run, error, path)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field under one response key. `informed`: its completion asks for the info, whoever resolves it."""

    key: str
    definition: GraphQLField
    parent: GraphQLObjectType
    place: Place
    complete: Complete
    informed: bool

    def execute(self, run: Execution, source: Any, above: Path | None) -> Any:
        """The field's completed value, or an awaitable of it.

        Raises:
            GraphQLError: it has none, and may not be null.
        """
        path = Path(above, self.key, self.parent.name)
        try:
            info: Any = None
            resolve = self.definition.resolve
            if resolve is None and run.simple and not self.informed:
                value = self._attribute(run, source, path)
            else:
                info = self.info(run, path)
                value = self._resolved(run, source, info)
            if value.__class__ not in PLAIN and run.is_awaitable(value):
                return self.place.resolved(run, value, self.complete, path, info)
            completed = self.complete(run, value, path, info)
            if completed.__class__ not in PLAIN and run.is_awaitable(completed):
                return self.place.completed(run, completed, path)
            return completed
        except Exception as error:
            return self.place.failed(run, error, path)

    def info(self, run: Execution, path: Path) -> GraphQLResolveInfo:
        return run.build_resolve_info(self.definition, self.place.nodes, self.parent, path)

    def _resolved(self, run: Execution, source: Any, info: GraphQLResolveInfo) -> Any:
        resolve = self.definition.resolve or run.field_resolver
        if run.middleware_manager:
            resolve = run.middleware_manager.get_field_resolver(resolve)
        return (
            resolve(source, info, **self._arguments(run)) if self.definition.args else resolve(source, info)
        )

    def _attribute(self, run: Execution, source: Any, path: Path) -> Any:
        """As graphql-core's default resolver; the info is made only for one who is called."""
        arguments = self._arguments(run) if self.definition.args else {}
        name = self.place.nodes[0].name.value
        value = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
        if callable(value):
            return value(self.info(run, path), **arguments)
        return value

    def _arguments(self, run: Execution) -> dict[str, Any]:
        """Coerced once an execution, unless a resolver could change what the next one gets."""
        known = run.arguments.get(self)
        if known is None:
            known = get_argument_values(self.definition, self.place.nodes[0], run.variable_values)
            if all(isinstance(value, _FROZEN) for value in known.values()):
                run.arguments[self] = known
        return known


class AnyField(Protocol):
    """Whatever gives the value of a field under one response key."""

    @property
    def key(self) -> str: ...

    def execute(self, run: Any, source: Any, above: Path | None) -> Any:
        """The field's completed value, or an awaitable of it."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """The fields selected on an object type, in the order of their response keys."""

    fields: Sequence[AnyField]

    def execute(self, run: Execution, source: Any, path: Path | None) -> Any:
        """The object; an awaitable of it where a field has to be waited for."""
        written: dict[str, Any] = {}
        pending: list[str] = []
        for field in self.fields:
            value = field.execute(run, source, path)
            written[field.key] = value
            if value.__class__ not in PLAIN and run.is_awaitable(value):
                pending.append(field.key)
        return self._gathered(written, pending) if pending else written

    async def _gathered(self, written: dict[str, Any], pending: list[str]) -> dict[str, Any]:
        values = await gather(*(written[key] for key in pending))
        written.update(zip(pending, values, strict=True))
        return written

    def execute_serially(self, run: Execution, source: Any, path: Path | None) -> Any:
        """As `execute`, but no field is begun before the one ahead of it is done."""
        written: dict[str, Any] = {}
        for at, field in enumerate(self.fields):
            value = field.execute(run, source, path)
            if value.__class__ not in PLAIN and run.is_awaitable(value):
                return self._one_by_one(run, source, path, written, (at, value))
            written[field.key] = value
        return written

    async def _one_by_one(
        self, run: Execution, source: Any, path: Path | None, written: dict[str, Any], begun: tuple[int, Any]
    ) -> dict[str, Any]:
        at, value = begun
        written[self.fields[at].key] = await value
        for field in self.fields[at + 1 :]:
            written[field.key] = await run.settled(field.execute(run, source, path))
        return written
