"""Schemas and what their fields resolve to, sound or not, as data that can be made real as often as it is needed."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    build_schema,
)

from gateway.errors import BadInput


@dataclass(frozen=True)
class Value:
    """A leaf, right or wrong."""

    it: Any


@dataclass(frozen=True)
class Raises:
    """A resolver that raises; `returned`: that returns the exception."""

    message: str
    returned: bool = False


@dataclass(frozen=True)
class Thing:
    """An object that says it is of a type. `kind`: a mapping, or an object with attributes."""

    type_name: str
    number: int
    kind: str


@dataclass(frozen=True)
class Items:
    """A list. `kind`: list, tuple, generator, or asynchronous generator."""

    items: tuple["Behaviour", ...]
    kind: str


@dataclass(frozen=True)
class Later:
    """An awaitable of something, done after so many turns of the loop."""

    it: "Behaviour"
    turns: int


Behaviour = Value | Raises | Thing | Items | Later


@dataclass(frozen=True)
class World:
    """A schema as SDL, and for each field what it resolves to: one alternative after the other, by the number of its object.

    `own`: fields with a resolver, all others are read by default. `judges`: abstract types and objects -> how they tell a type.
    """

    sdl: str
    fields: Mapping[tuple[str, str], tuple[Behaviour, ...]]
    own: frozenset[tuple[str, str]]
    judges: Mapping[str, str]

    def schema(self) -> Any:
        """The schema with its resolvers."""
        schema = build_schema(self.sdl, assume_valid_sdl=True)
        for name, type_ in schema.type_map.items():
            if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
                _set_resolvers(self, name, type_)
            if name in self.judges:
                _set_judge(name, type_, self.judges[name])
        color = schema.type_map["Color"]
        assert isinstance(color, GraphQLEnumType)
        color.values["RED"].value, color.values["BLUE"].value = 1, "blue"
        color._value_lookup = {1: "RED", "blue": "BLUE"}
        odd = schema.type_map["Odd"]
        assert isinstance(odd, GraphQLScalarType)
        odd.serialize = _odd  # type: ignore[method-assign]
        return schema

    def root(self) -> Any:
        return real(self, Thing("Query", 0, "mapping"))


def _odd(value: Any) -> Any:
    if value == 0:
        return None
    if not isinstance(value, int) or value % 2 == 0:
        raise ValueError(f"{value!r} is not odd")
    return {"odd": value}


def _set_resolvers(world: World, name: str, type_: GraphQLObjectType) -> None:
    for field_name, field in type_.fields.items():
        if field.args:
            field.resolve = _echo
        elif (name, field_name) in world.own:
            field.resolve = _resolver(world)


def _resolver(world: World) -> Any:
    def resolve(source: Any, info: GraphQLResolveInfo) -> Any:
        number = source.number if source is not None else 0
        return behave(world, (info.parent_type.name, info.field_name), number)

    return resolve


def _echo(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> str:
    return f"{info.path.as_list()} {arguments!r}"


def _set_judge(name: str, type_: Any, judge: str) -> None:
    def is_type_of(value: Any, _: GraphQLResolveInfo) -> bool:
        if judge == "fails":
            raise ValueError(f"{name} cannot tell")
        return bool(value.type_name == name)

    async def is_type_of_later(value: Any, info: GraphQLResolveInfo) -> bool:
        return is_type_of(value, info)

    def resolve_type(value: Any, _: GraphQLResolveInfo, __: Any) -> Any:
        return value.type_name

    async def resolve_type_later(value: Any, _: GraphQLResolveInfo, __: Any) -> Any:
        return value.type_name

    if isinstance(type_, GraphQLObjectType):
        type_.is_type_of = is_type_of_later if judge == "later" else is_type_of
    else:
        type_.resolve_type = resolve_type_later if judge == "later" else resolve_type


def behave(world: World, field: tuple[str, str], number: int) -> Any:
    """What a field of an object resolves to."""
    alternatives = world.fields.get(field)
    return real(world, alternatives[number % len(alternatives)]) if alternatives else None


def real(world: World, behaviour: Behaviour) -> Any:
    """A behaviour made real, once."""
    match behaviour:
        case Value(it):
            return it
        case Raises(message, returned):
            error = BadInput(message) if message.startswith("bad") else GraphQLError(message)
            if returned:
                return error
            raise error
        case Thing():
            return (MappingThing if behaviour.kind == "mapping" else ObjectThing)(world, behaviour)
        case Items(items, kind):
            return _iterable(world, items, kind)
        case Later(it, turns):
            return _later(world, it, turns)


def _iterable(world: World, items: tuple[Behaviour, ...], kind: str) -> Any:
    def generated() -> Iterator[Any]:
        for item in items:
            yield real(world, item)

    async def streamed() -> AsyncIterator[Any]:
        for item in items:
            yield real(world, item)

    if kind == "stream":
        return streamed()
    return generated() if kind == "generator" else (tuple if kind == "tuple" else list)(generated())


async def _later(world: World, it: Behaviour, turns: int) -> Any:
    for _ in range(turns):
        await asyncio.sleep(0)
    return real(world, it)


class MappingThing(Mapping[str, Any]):
    def __init__(self, world: World, thing: Thing) -> None:
        self._world, self._thing = world, thing
        self.type_name, self.number = thing.type_name, thing.number

    def __getitem__(self, name: str) -> Any:
        if name == "__typename":
            return self.type_name
        return behave(self._world, (self.type_name, name), self.number)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return f"<{self.type_name} {self.number}>"


class ObjectThing:
    def __init__(self, world: World, thing: Thing) -> None:
        self._world, self._thing = world, thing
        self.type_name, self.number = thing.type_name, thing.number
        self.__typename = thing.type_name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def method(_: GraphQLResolveInfo) -> Any:
            return behave(self._world, (self.type_name, name), self.number)

        return method

    def __repr__(self) -> str:
        return f"<{self.type_name} {self.number}>"
