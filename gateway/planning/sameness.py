"""When two fields have the same arguments, however they are written: their calls become one."""

from collections.abc import Hashable
from enum import Enum
from typing import Any

from graphql import (
    BREAK,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    Node,
    Undefined,
    ValueNode,
    Visitor,
    print_ast,
    value_from_ast,
    visit,
)
from graphql.utilities.sort_value_node import sort_value_node


def arguments_key(definition: GraphQLField, node: FieldNode) -> Hashable:
    """Equal for two fields of this definition whose arguments are: constants by value, defaults put in, variables by name."""
    given = {argument.name.value: argument.value for argument in node.arguments}
    keys = ((name, _argument(argument, given.get(name))) for name, argument in definition.args.items())
    return tuple((name, key) for name, key in keys if key is not Undefined)


def _argument(argument: GraphQLArgument, node: ValueNode | None) -> Any:
    if node is None:
        return _frozen(argument.default_value)
    if has_variable(node):
        return print_ast(sort_value_node(node))
    return _frozen(value_from_ast(node, argument.type))


def _frozen(value: Any) -> Any:
    """Something hashable that is equal for equal values; a value that cannot be hashed is equal to itself only."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, dict):
        return frozenset((name, _frozen(member)) for name, member in value.items())
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if value is Undefined:
        return Undefined
    return (type(value), value) if isinstance(value, Hashable) else Unlike()


class Unlike:
    """Equal to nothing else."""


def has_variable(node: Node) -> bool:
    """Whether a variable stands anywhere in a node."""
    found = _Variables()
    visit(node, found)
    return found.any


class _Variables(Visitor):
    any = False

    def enter_variable(self, *_: Any) -> Any:
        self.any = True
        return BREAK
