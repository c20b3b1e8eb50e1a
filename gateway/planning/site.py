"""A field where it is selected, and what the builders of fields may ask of the walk."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graphql import FieldNode, GraphQLField, GraphQLObjectType

from gateway.auth.scopes import Decision, Rules
from gateway.binding.blueprint import Blueprint
from gateway.planning.drafts import Rows, StageDraft
from gateway.planning.sameness import arguments_key
from gateway.planning.shapes import Shape, Slot


@dataclass(frozen=True, slots=True)
class Site:
    """A field: its parent's type, its nodes, and the rows that the parent is read from (`None`: a root).

    `guarded`: a rule protects it; `owner`: the member of the row that must name the viewer.
    """

    parent: GraphQLObjectType
    nodes: Sequence[FieldNode]
    slot: Slot
    rows: Rows | None
    guarded: bool = False
    owner: str | None = None

    @property
    def definition(self) -> GraphQLField:
        definition: GraphQLField = self.parent.fields[self.nodes[0].name.value]
        return definition

    @property
    def arguments(self) -> Hashable:
        """Equal for fields of the same definition with the same arguments."""
        return arguments_key(self.definition, self.nodes[0])


class Walk(Protocol):
    """The walk over an operation's selections."""

    blueprint: Blueprint
    stage: StageDraft

    def denial(self, rules: Rules) -> Decision | None:
        """What rules say that deny whatever the row; `None`: they do not."""
        ...

    def object(self, type_name: str, nodes: Sequence[FieldNode], rows: Rows | None) -> Shape:
        """The shape of what is selected below these nodes."""
        ...

    def sub_fields(
        self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]
    ) -> Mapping[str, Sequence[FieldNode]]:
        """The fields selected on a type, by response key."""
        ...


def locations_of(nodes: Sequence[FieldNode]) -> tuple[tuple[int, int], ...]:
    """Where in the document a field was asked for: lines and columns from 1."""
    return tuple((n.loc.start_token.line, n.loc.start_token.column) for n in nodes if n.loc)
