"""What an operation costs: the objects that it may ask for, weighed, before any of them is.

An object weighs 1, a leaf nothing, a field of a mutation 10 more, unless `@cost` says otherwise; what is below a list counts as
often as the list may be long (`@listSize`). Introspection costs nothing: no service is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.language import BooleanValueNode

from gateway.binding.blueprint import Blueprint
from gateway.binding.weights import ListSize, list_size
from gateway.limits.fold import Fragments

OBJECT = 1
MUTATION = 10

#: The length of a list of which nobody says how long it gets.
UNKNOWN_LENGTH = 10

Nodes = Sequence[FieldNode]


@dataclass(slots=True)
class Estimate:
    """The cost of one operation for one set of variables, which are coerced."""

    blueprint: Blueprint
    fragments: Fragments
    variables: Mapping[str, Any]

    def of(self, operation: OperationDefinitionNode) -> int:
        """Fields selected several times count once, as they are executed; a condition that is not met takes them away."""
        root = self.blueprint.schema.get_root_type(operation.operation)
        assert root is not None
        fields = self._collected(root, [operation.selection_set])
        base = MUTATION if root is self.blueprint.schema.mutation_type else 0
        return sum(self._field(root, nodes, None, base) for nodes in fields.values())

    def _field(self, parent: GraphQLObjectType, nodes: Nodes, length: int | None, base: int = 0) -> int:
        """`length`: what a field above says about this one's."""
        name = nodes[0].name.value
        definition = parent.fields.get(name)
        if definition is None:
            return 0
        bound = self.blueprint.bound(parent.name, name)
        size = list_size(bound.binding) if bound else None
        named = get_named_type(definition.type)
        if size is not None and length is None:
            length = self._length(size, definition, nodes[0])
        times = 1
        if is_list_type(get_nullable_type(definition.type)):
            times = UNKNOWN_LENGTH if length is None else length
        weight = bound.cost if bound and bound.cost is not None else 0 if is_leaf_type(named) else OBJECT
        sized = dict.fromkeys(size.sized, length) if size else {}
        return base + times * (weight + self._below(named, nodes, sized))

    def _below(self, named: GraphQLNamedType, nodes: Nodes, sized: Mapping[str, int | None]) -> int:
        """Of an object; of what may be one of several types the dearest."""
        selections = [node.selection_set for node in nodes if node.selection_set]
        if not selections:
            return 0
        types: Sequence[Any] = [named]
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            types = self.blueprint.schema.get_possible_types(named)
        return max((self._object(type_, selections, sized) for type_ in types), default=0)

    def _object(
        self,
        type_: GraphQLObjectType,
        selections: Sequence[SelectionSetNode],
        sized: Mapping[str, int | None],
    ) -> int:
        fields = self._collected(type_, selections).values()
        return sum(self._field(type_, nodes, sized.get(nodes[0].name.value)) for nodes in fields)

    def _collected(
        self, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """The fields that are selected on an object of a type, by response key."""
        fields: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection_set in selections:
            for node in self._flat(type_, selection_set, seen):
                fields.setdefault((node.alias or node.name).value, []).append(node)
        return fields

    def _flat(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode, seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not all(self._holds(directive) for directive in node.directives):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node, type_):
                    yield from self._flat(type_, node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment, type_):
                    yield from self._flat(type_, fragment.selection_set, seen)

    def _applies(self, fragment: Any, type_: GraphQLObjectType) -> bool:
        if fragment.type_condition is None or fragment.type_condition.name.value == type_.name:
            return True
        schema = self.blueprint.schema
        condition = schema.type_map[fragment.type_condition.name.value]
        if not isinstance(condition, GraphQLInterfaceType | GraphQLUnionType):
            return False
        return schema.is_sub_type(condition, type_)

    def _holds(self, directive: DirectiveNode) -> bool:
        if directive.name.value not in ("skip", "include"):
            return True
        value = self._value(directive.arguments[0].value)
        return bool(value) is (directive.name.value == "include")

    def _length(self, size: ListSize, definition: GraphQLField, node: FieldNode) -> int:
        given = {argument.name.value: argument.value for argument in node.arguments}
        lengths = []
        for name in size.slicing:
            value = self._value(given[name]) if name in given else None
            # A page that is out of bounds is refused, so that nothing below it is asked for.
            lengths.append(self.blueprint.page_size.of(value, definition.args[name].default_value) or 0)
        return max(lengths) if lengths else UNKNOWN_LENGTH if size.assumed is None else size.assumed

    def _value(self, value: ValueNode) -> Any:
        """Of a variable or a literal; `None` where there is none."""
        if isinstance(value, VariableNode):
            return self.variables.get(value.name.value)
        if isinstance(value, IntValueNode):
            return int(value.value)
        return value.value if isinstance(value, BooleanValueNode) else None
