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
from graphql.utilities.print_schema import print_directive

from gateway.auth.scopes import Rule
from gateway.binding import directives
from gateway.binding.blueprint import Blueprint
from gateway.binding.vocabulary import Bound
from gateway.binding.weights import ListSize, list_size


def print_sdl(blueprint: Blueprint) -> str:
    """The SDL. Parsed back it gives the same schema; directives that it does not define itself, and are used, stand before it."""
    schema, applying = blueprint.schema, _ApplyDirectives(blueprint)
    document = print_ast(visit(parse(print_schema(schema)), applying))
    undefined = (
        d for d in directives.DIRECTIVES if d.name in applying.used and not schema.get_directive(d.name)
    )
    return "\n\n".join([*map(print_directive, undefined), document]) + "\n"


class _ApplyDirectives(Visitor):
    def __init__(self, blueprint: Blueprint) -> None:
        super().__init__()
        self.blueprint = blueprint
        self.used: set[str] = set()

    def enter_field_definition(
        self, node: FieldDefinitionNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Node]
    ) -> Any:
        owner = ancestors[-1] if isinstance(ancestors[-1], Node) else ancestors[-2]
        if not isinstance(owner, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return None
        place = owner.name.value, node.name.value
        rules = self.blueprint.permissions.fields.get(place, ())
        bound = self.blueprint.fields.get(place)
        if bound is None and not rules:
            return None
        weights = () if bound is None else _weights_of(bound)
        return self._with(node, (*map(applied, rules), *weights))

    def _enter_type(self, node: Any, *_: Any) -> Any:
        rules = self.blueprint.permissions.types.get(node.name.value)
        if rules is None:
            return None
        return self._with(node, tuple(map(applied, rules)))

    def _with(self, node: Any, added: tuple[ConstDirectiveNode, ...]) -> Any:
        node.directives = (*node.directives, *added)
        self.used.update(directive.name.value for directive in added)
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
