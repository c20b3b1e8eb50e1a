"""An operation's selections, compiled as they are first met and kept for every execution under the same conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    visit,
)
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.execute import get_field_def

from gateway.execution.plain import completion
from gateway.execution.plain.fields import AnyField, Field, Fields, Place
from gateway.execution.plain.state import Complete, Execution
from gateway.planning.conditions import ConditionVariables

MAX_PROGRAMS = 256

Selected = Mapping[str, Sequence[FieldNode]]


@dataclass(slots=True, eq=False)
class Program:
    """`conditions`: the values of the variables that `@skip` and `@include` depend on."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    conditions: dict[str, Any]
    _roots: dict[Any, Fields] = field(default_factory=dict)

    def root(self, type_: GraphQLObjectType, selected: Selected) -> Fields:
        """The fields of a root type, all or some of the operation's."""
        key = (type_.name, *selected)
        if key not in self._roots:
            self._roots[key] = self._fields(type_, selected)
        return self._roots[key]

    def _fields(self, type_: GraphQLObjectType, selected: Selected) -> Fields:
        fields = (self.field(type_, key, list(nodes)) for key, nodes in selected.items())
        return Fields([field for field in fields if field is not None])

    def field(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> AnyField | None:
        """`None`: the type has no such field, which only a document that is not valid asks for."""
        definition: GraphQLField | None = get_field_def(self.schema, parent, nodes[0])
        return None if definition is None else self.resolved(parent, key, nodes, definition)

    def resolved(
        self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode], definition: GraphQLField
    ) -> Field:
        """A field whose definition says how it is resolved."""
        type_ = definition.type
        name = f"{parent.name}.{nodes[0].name.value}"
        place = Place(nodes, is_non_null_type(type_))
        named = get_named_type(type_)
        informed = is_abstract_type(named) or bool(getattr(named, "is_type_of", None))
        return Field(key, definition, parent, place, self._complete(type_, place, name), informed)

    def _complete(self, type_: Any, place: Place, name: str) -> Complete:
        if is_non_null_type(type_):
            return completion.non_null(self._complete(type_.of_type, place, name), name)
        if is_list_type(type_):
            item = type_.of_type
            inner = Place(place.nodes, is_non_null_type(item))
            deep = not is_leaf_type(item.of_type if is_non_null_type(item) else item)
            return completion.ListOf(self._complete(item, inner, name), inner, deep, name)
        if is_leaf_type(type_):
            return completion.leaf(type_)

        def fields_of(object_: GraphQLObjectType) -> Fields:
            return self._fields(object_, self._collected(object_, place.nodes))

        if is_abstract_type(type_):
            return completion.Abstract(type_, place, fields_of)
        return completion.Object(type_, place, fields_of)

    def _collected(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Selected:
        return collect_sub_fields(self.schema, self.fragments, self.conditions, type_, nodes)


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A key that is equal to itself alone; it keeps what it stands for alive, so that no other can take its place."""

    it: Any

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it


Conditions = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ProgramKey:
    """What separates two programs of a schema."""

    operation: Same
    fragments: tuple[Same, ...]
    conditions: Conditions

    @property
    def fragments_by_name(self) -> dict[str, FragmentDefinitionNode]:
        return {fragment.it.name.value: fragment.it for fragment in self.fragments}


def key_of(run: Execution) -> ProgramKey:
    operation = Same(run.operation)
    fragments = tuple(map(Same, run.fragments.values()))
    names = _conditions(operation, fragments)
    conditions = tuple((name, run.variable_values[name]) for name in names if name in run.variable_values)
    return ProgramKey(operation, fragments, conditions)


def program_of(run: Execution) -> Program:
    """The program of an execution's operation, made at its first."""
    key = key_of(run)
    try:
        return _program(Same(run.schema), key)
    except TypeError:  # a variable that is no Boolean and cannot be a key: the document is not valid
        return Program(run.schema, run.fragments, dict(key.conditions))


@lru_cache(MAX_PROGRAMS)
def _program(schema: Same, key: ProgramKey) -> Program:
    return Program(schema.it, key.fragments_by_name, dict(key.conditions))


@lru_cache(MAX_PROGRAMS)
def _conditions(operation: Same, fragments: tuple[Same, ...]) -> tuple[str, ...]:
    found = ConditionVariables()
    nodes: list[Node] = [cast(OperationDefinitionNode, operation.it), *(f.it for f in fragments)]
    for node in nodes:
        visit(node, found)
    return tuple(found.conditions)
