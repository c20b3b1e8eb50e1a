"""What a resolver sees of a row: a small read-only object that has the members it reads, and no others."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from graphql import GraphQLField, GraphQLLeafType, GraphQLResolveInfo, GraphQLSchema
from msgspec import UNSET

from gateway.binding.scalars import FORMS, WIRE_TYPES
from gateway.execution.results import Fault
from gateway.planning.drafts import KEY
from gateway.planning.records import INTEGER_ID, Leaf, attribute
from gateway.planning.shapes import Reading

#: A row -> what its resolver sees.
View = Callable[[Any], Any]

_Form = Callable[[Any], Any]


def view_of_row(schema: GraphQLSchema, reads: Sequence[Reading]) -> View:
    """Of a fetched row: each member as an argument of its GraphQL type would be. The view raises the fault of one at fault."""
    seen = _seen(reading.name for reading in reads)
    members = [(attribute(reading.member), _form(schema, reading.leaf)) for reading in reads]
    return lambda row: seen(*[_read(getattr(row, name), form) for name, form in members])


def view_of_object(names: Sequence[str]) -> View:
    """Of an object that a resolver gave, as Graphene reads its plain fields."""
    seen = _seen(names)

    def view(source: Any) -> Any:
        if isinstance(source, Mapping):
            return seen(*map(source.get, names))
        return seen(*[getattr(source, name, None) for name in names])

    return view


def viewing(definition: GraphQLField, view: View) -> GraphQLField:
    """The field whose resolver is given the view in the place of the row."""
    own: Any = definition.resolve

    def resolve(row: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        return own(view(row), info, **arguments)

    async def resolve_later(row: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        return await own(view(row), info, **arguments)

    resolver = resolve_later if stays_on_loop(definition) else resolve
    return GraphQLField(definition.type, definition.args, resolver)


def stays_on_loop(definition: GraphQLField) -> bool:
    """What an `async def` does is its own affair; every other resolver may block."""
    return inspect.iscoroutinefunction(definition.resolve)


def _seen(names: Any) -> Any:
    return msgspec.defstruct("Row", [(name, Any) for name in names], frozen=True)


def _form(schema: GraphQLSchema, leaf: Leaf) -> _Form | None:
    """What makes the Python form of a value that was decoded; `None`: it has it."""
    if leaf == INTEGER_ID:
        return str
    if leaf == KEY or (leaf.name in WIRE_TYPES and leaf.name not in FORMS):
        return None
    named: GraphQLLeafType = schema.type_map[leaf.name]  # type: ignore[assignment]
    return named.parse_value


def _read(value: Any, form: _Form | None) -> Any:
    if isinstance(value, Fault):
        raise value.error
    if value is None or value is UNSET:
        return None
    if isinstance(value, list):
        return [_read(item, form) for item in value]
    return value if form is None else form(value)
