"""The variables of an operation, coerced as its schema says: each is looked at for its type once an operation.

graphql-core resolves the types of all variables anew for every request, which takes some 3 microseconds for each of them. What
clients send nearly always, texts, whole numbers, booleans and nothing, needs no more than a look; the rest is left to it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    get_nullable_type,
    type_from_ast,
    value_from_ast,
)
from graphql.execution.values import get_variable_values

from gateway.errors import DocumentRefused

MAX_ERRORS = 50

#: Of these scalars, values of these types are what they come as. Their names cannot be given to others.
_PLAIN: Mapping[str, type[Any]] = {"Boolean": bool, "ID": str, "Int": int, "String": str}
_INT_LIMIT = 2**31


class _Plain(NamedTuple):
    """A variable of such a scalar. `default`: `Undefined` where there is none."""

    name: str
    kind: type[Any]
    nullable: bool
    default: Any


class Variables:
    """How the variables of one operation are read. `suggests`: whether errors may suggest names of the schema."""

    def __init__(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, *, suggests: bool = True
    ) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        self._suggests = suggests
        plain = [_plain(schema, definition) for definition in self._definitions]
        self._plain = None if None in plain else [variable for variable in plain if variable is not None]

    def coerced(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values that an operation is executed with.

        Raises:
            DocumentRefused: those given do not fit.
        """
        coerced = None if self._plain is None else _as_they_come(self._plain, given)
        return self._by_graphql_core(given) if coerced is None else coerced

    def _by_graphql_core(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        values = get_variable_values(
            self._schema,
            self._definitions,
            dict(given),
            max_errors=MAX_ERRORS,
            hide_suggestions=not self._suggests,
        )
        if isinstance(values, list):
            raise DocumentRefused("BAD_USER_INPUT", values)
        return values


def _plain(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Plain | None:
    """`None`: its type is another."""
    type_: Any = type_from_ast(schema, definition.type)
    named = get_nullable_type(type_)
    plain = _PLAIN.get(getattr(named, "name", ""))
    if plain is None:
        return None
    node = definition.default_value
    default = Undefined if node is None else value_from_ast(node, type_)
    return _Plain(definition.variable.name.value, plain, named is type_, default)


def _as_they_come(variables: list[_Plain], given: Mapping[str, Any]) -> dict[str, Any] | None:
    """`None`: one of them is not what most are, or wrong."""
    values: dict[str, Any] = {}
    for name, kind, nullable, default in variables:
        value = given.get(name, default)
        if type(value) is kind and (kind is not int or -_INT_LIMIT <= value < _INT_LIMIT):
            values[name] = value
        elif value is None and nullable:
            values[name] = None
        elif value is not Undefined or not nullable:
            return None
    return values
