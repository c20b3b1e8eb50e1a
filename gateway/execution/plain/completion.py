"""Values to what the answer holds: one function for each type of a schema's fields (specification, 6.4.3)."""

from asyncio import gather
from collections.abc import AsyncIterable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    Undefined,
)
from graphql.execution.execute import invalid_return_type_error
from graphql.pyutils import Path, inspect, is_iterable

from gateway.execution.plain.fields import Fields, Place
from gateway.execution.plain.state import PLAIN, Complete, Execution, Pending

FieldsOf = Callable[[GraphQLObjectType], Fields]


def leaf(type_: GraphQLLeafType) -> Complete:
    def complete(_: Execution, value: Any, __: Path, ___: Any) -> Any:
        if value is None or value is Undefined:
            return None
        if isinstance(value, Exception):
            raise value
        written = type_.serialize(value)
        if written is None or written is Undefined:
            raise TypeError(
                f"Expected `{inspect(type_)}.serialize({inspect(value)})`"
                f" to return non-nullable value, returned: {inspect(written)}"
            )
        return written

    return complete


def non_null(inner: Complete, place: str) -> Complete:
    """`place`: the field as errors name it, `Type.field`."""

    def complete(run: Execution, value: Any, path: Path, info: Any) -> Any:
        completed = inner(run, value, path, info)
        if completed is None:
            raise TypeError(f"Cannot return null for non-nullable field {place}.")
        return completed

    return complete


@dataclass(frozen=True, slots=True, eq=False)
class ListOf:
    """`deep`: items are objects or lists, which pass their path on. `name`: the field as errors name it."""

    item: Complete
    place: Place
    deep: bool
    name: str

    def __call__(self, run: Execution, value: Any, path: Path, info: Any) -> Any:
        if value.__class__ is list or value.__class__ is tuple:
            return self._items(run, value, path, info)
        if value is None or value is Undefined:
            return None
        if isinstance(value, Exception):
            raise value
        if is_iterable(value):
            return self._items(run, value, path, info)
        if isinstance(value, AsyncIterable):
            return self._streamed(run, value, path, info)
        raise GraphQLError(f"Expected Iterable, but did not find one for field '{self.name}'.")

    def _items(self, run: Execution, values: Iterable[Any], path: Path, info: Any) -> Any:
        written: list[Any] = []
        pending: list[int] = []
        for index, value in enumerate(values):
            completed = self._item(run, value, path, (index, info))
            if completed.__class__ not in PLAIN and run.is_awaitable(completed):
                pending.append(index)
            written.append(completed)
        return self._gathered(written, pending) if pending else written

    def _item(self, run: Execution, value: Any, above: Path, at: tuple[int, Any]) -> Any:
        index, info = at
        path = Path(above, index, None) if self.deep else above
        try:
            if value.__class__ not in PLAIN and run.is_awaitable(value):
                return self.place.resolved(run, value, self.item, Path(above, index, None), info)
            completed = self.item(run, value, path, info)
            if completed.__class__ not in PLAIN and run.is_awaitable(completed):
                return self.place.completed(run, completed, Path(above, index, None))
            return completed
        except Exception as error:
            return self.place.failed(run, error, Path(above, index, None))

    async def _gathered(self, written: list[Any], pending: list[int]) -> list[Any]:
        values = await gather(*(written[index] for index in pending))
        for index, value in zip(pending, values, strict=True):
            written[index] = value
        return written

    async def _streamed(self, run: Execution, values: AsyncIterable[Any], path: Path, info: Any) -> Any:
        items = await run.awaited(_all_of(values))
        return await run.settled(await run.continued(self._items, items, path, info))


@dataclass(slots=True, eq=False)
class Object:
    """An object type's fields are collected when the first object is there: what is never reached is never looked at."""

    type_: GraphQLObjectType
    place: Place
    fields_of: FieldsOf
    fields: Fields | None = None

    def __call__(self, run: Execution, value: Any, path: Path, info: Any) -> Any:
        if value is None or value is Undefined:
            return None
        if isinstance(value, Exception):
            raise value
        fields = self.fields
        if fields is None:
            fields = self.fields = self.fields_of(self.type_)
        if self.type_.is_type_of:
            is_type: Any = self.type_.is_type_of(value, info)
            if is_type.__class__ is not bool and run.is_awaitable(is_type):
                return self._judged(run, value, path, (is_type, info))
            if not is_type:
                raise invalid_return_type_error(self.type_, value, self.place.nodes)
        return fields.execute(run, value, path)

    async def _judged(self, run: Execution, value: Any, path: Path, pending: tuple[Pending, Any]) -> Any:
        is_type, info = pending
        if not await run.awaited(is_type):
            raise invalid_return_type_error(self.type_, value, self.place.nodes)
        return await run.settled(await run.continued(self._written, value, path, info))

    def _written(self, run: Execution, value: Any, path: Path, _: Any) -> Any:
        assert self.fields is not None
        return self.fields.execute(run, value, path)


@dataclass(slots=True, eq=False)
class Abstract:
    """An interface or a union; its members' completions are made as they are met."""

    type_: GraphQLAbstractType
    place: Place
    fields_of: FieldsOf
    known: dict[str, Object] = field(default_factory=dict)

    def __call__(self, run: Execution, value: Any, path: Path, info: Any) -> Any:
        if value is None or value is Undefined:
            return None
        if isinstance(value, Exception):
            raise value
        resolve_type = self.type_.resolve_type or run.type_resolver
        name = resolve_type(value, info, self.type_)
        if name.__class__ is not str and run.is_awaitable(name):
            return self._named(run, value, path, (name, info))
        return self._object(run, name, info, value)(run, value, path, info)

    async def _named(self, run: Execution, value: Any, path: Path, pending: tuple[Any, Any]) -> Any:
        name, info = pending
        member = self._object(run, await run.awaited(name), info, value)
        return await run.settled(await run.continued(member, value, path, info))

    def _object(self, run: Execution, name: Any, info: GraphQLResolveInfo, value: Any) -> Object:
        known = self.known.get(name) if name.__class__ is str else None
        if known is None:
            type_ = run.ensure_valid_runtime_type(name, self.type_, self.place.nodes, info, value)
            known = self.known[type_.name] = Object(type_, self.place, self.fields_of)
        return known


async def _all_of(values: AsyncIterable[Any]) -> list[Any]:
    return [value async for value in values]
