"""The schema as SDL, with the rules and weights of its fields: graphql-core's own printer leaves applied directives out."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    ConstArgumentNode,
    ConstDirectiveNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    NameNode,
    Node,
    ObjectTypeDefinitionNode,
    Visitor,
    ast_from_value,
    parse,
    print_ast,
    print_schema,
    visit,
)

from gateway.auth.scopes import Rule
from gateway.binding import directives
from gateway.binding.blueprint import Blueprint
from gateway.binding.vocabulary import Bound
from gateway.binding.weights import ListSize, list_size


def print_sdl(blueprint: Blueprint) -> str:
    """The SDL. Parsed back it gives the same schema."""
    document = visit(parse(print_schema(blueprint.schema)), _ApplyDirectives(blueprint))
    return print_ast(document) + "\n"


class _ApplyDirectives(Visitor):
    def __init__(self, blueprint: Blueprint) -> None:
        super().__init__()
        self.blueprint = blueprint

    def enter_field_definition(
        self, node: FieldDefinitionNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Node]
    ) -> FieldDefinitionNode | None:
        owner = ancestors[-1] if isinstance(ancestors[-1], Node) else ancestors[-2]
        if not isinstance(owner, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return None
        place = owner.name.value, node.name.value
        rules = self.blueprint.permissions.fields.get(place, ())
        bound = self.blueprint.fields.get(place)
        if bound is None and not rules:
            return None
        weights = () if bound is None else _weights_of(bound)
        node.directives = (*node.directives, *map(applied, rules), *weights)
        return node

    def _enter_type(self, node: Any, *_: Any) -> Any:
        rules = self.blueprint.permissions.types.get(node.name.value)
        if rules is None:
            return None
        node.directives = (*node.directives, *map(applied, rules))
        return node

    enter_object_type_definition = _enter_type
    enter_interface_type_definition = _enter_type
    enter_scalar_type_definition = _enter_type
    enter_enum_type_definition = _enter_type


def _weights_of(bound: Bound) -> Iterator[ConstDirectiveNode]:
    if bound.cost is not None:
        yield _directive(directives.COST, weight=bound.cost)
    size = list_size(bound.binding)
    if size is not None:
        yield _sized(size)


def applied(rule: Rule) -> ConstDirectiveNode:
    """The directive that says a rule."""
    scopes = [list(wanted) for wanted in rule.scopes]
    if rule.owner is not None:
        return _directive(directives.REQUIRES_OWNER, member=rule.owner, orScopes=scopes or None)
    if rule.policies:
        return _directive(directives.POLICY, policies=[list(wanted) for wanted in rule.policies])
    if scopes:
        return _directive(directives.REQUIRES_SCOPES, scopes=scopes)
    return _directive(directives.AUTHENTICATED)


def _sized(size: ListSize) -> ConstDirectiveNode:
    return _directive(
        directives.LIST_SIZE,
        assumedSize=size.assumed,
        slicingArguments=list(size.slicing) or None,
        sizedFields=list(size.sized) or None,
    )


def _directive(directive: Any, **arguments: Any) -> ConstDirectiveNode:
    nodes = [
        ConstArgumentNode(name=NameNode(value=name), value=ast_from_value(value, directive.args[name].type))
        for name, value in arguments.items()
        if value is not None
    ]
    return ConstDirectiveNode(name=NameNode(value=directive.name), arguments=tuple(nodes))
