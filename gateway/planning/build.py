"""Blueprint and operation to plan: one walk over the selections, from the root down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    is_non_null_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields

from gateway.auth.scopes import Decision, Rules, owner_of
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.planning import computed, members, relations, shapes
from gateway.planning.drafts import Rows, StageDraft
from gateway.planning.hosted import below_computed, hosted_fields
from gateway.planning.plan import Plan, Stage
from gateway.planning.shapes import FieldShape, Shape, Slot
from gateway.planning.site import Site, locations_of

Selections = Mapping[str, Sequence[FieldNode]]

_DENIALS = (Decision.FORBIDDEN, Decision.UNAUTHENTICATED)


class Builder:
    """Builds the plan of one operation, for given values of its conditions and rules."""

    def __init__(
        self,
        blueprint: Blueprint,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, bool],
        decide: Callable[[Rules], Decision],
    ) -> None:
        self.blueprint = blueprint
        self.stage = StageDraft(0)
        self._fragments = dict(fragments)
        self._conditions = dict(conditions)
        self._decide = decide

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """A query is one stage; of a mutation every root field is one."""
        schema = self.blueprint.schema
        root = cast(GraphQLObjectType, schema.get_root_type(operation.operation))
        fields = collect_fields(schema, self._fragments, self._conditions, root, operation.selection_set)
        groups: list[Selections] = [fields]
        if operation.operation is OperationType.MUTATION:
            groups = [{key: nodes} for key, nodes in fields.items()]
        stages = []
        for group in groups:
            self._begin_stage()
            shape = self._shape(root, group, None)
            stage = self.stage.finish(shape)
            resolved = [field for field in shape.fields if isinstance(field, shapes.Resolved)]
            below = chain.from_iterable(hosted_fields(self, root, field) for field in resolved)
            stages.append(replace(stage, hosted=(*below, *below_computed(self, stage.computed))))
        return Plan(operation.operation.value, tuple(stages))

    def hosted(self, type_: GraphQLObjectType, key: str, nodes: Sequence[FieldNode], host: Rows) -> Stage:
        self._begin_stage()
        shape = Shape(type_.name, (self._field(type_, key, nodes, host),))
        return self.stage.finish(shape)

    def denial(self, rules: Rules) -> Decision | None:
        decision = self._decide(rules)
        return decision if decision in _DENIALS else None

    def _begin_stage(self) -> None:
        """The next, whose fetches are numbered on from those of the last."""
        self.stage = StageDraft(self.stage.first_id + len(self.stage.fetches))

    def object(self, type_name: str, nodes: Sequence[FieldNode], rows: Rows | None) -> Shape:
        type_ = cast(GraphQLObjectType, self.blueprint.schema.type_map[type_name])
        return self._shape(type_, self.sub_fields(type_, nodes), rows)

    def sub_fields(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> Selections:
        schema = self.blueprint.schema
        return collect_sub_fields(schema, self._fragments, self._conditions, type_, list(nodes))

    def _shape(self, type_: GraphQLObjectType, fields: Selections, rows: Rows | None) -> Shape:
        return Shape(type_.name, tuple(self._field(type_, key, nodes, rows) for key, nodes in fields.items()))

    def _field(
        self, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode], rows: Rows | None
    ) -> FieldShape:
        name, locations = nodes[0].name.value, locations_of(nodes)
        if name == "__typename":
            return shapes.Fixed(Slot(key, non_null=True, locations=locations), parent.name)
        if name.startswith("__"):
            return shapes.Resolved(Slot(key, non_null=False, locations=locations), tuple(nodes))
        slot = Slot(key, is_non_null_type(parent.fields[name].type), locations)
        rules = self.blueprint.permissions.of(parent.name, name)
        denial = self.denial(rules)
        if denial is not None:
            return shapes.Denied(slot, denial)
        bound = self.blueprint.bound(parent.name, name)
        if bound is None:
            return shapes.Resolved(slot, tuple(nodes))
        site = Site(parent, nodes, slot, rows, guarded=bool(rules))
        if self._decide(rules) is Decision.BY_ROW:
            site = _owned(site, cast(str, owner_of(rules)))
        return _BUILDERS[type(bound.binding)](self, site, bound.binding)


def _owned(site: Site, owner: str) -> Site:
    """Judged on the row, whose owner is read along."""
    assert site.rows is not None
    site.rows.record.need_key(owner, nullable=True)
    return replace(site, owner=owner)


_BUILDERS: dict[type, Callable[[Builder, Site, Any], FieldShape]] = {
    words.Member: members.member,
    words.Whole: members.whole,
    words.Constant: members.constant,
    words.Computed: computed.computed,
    words.Succeeded: members.succeeded,
    words.UserErrors: members.user_errors,
    words.One: relations.one,
    words.Many: relations.many,
    words.Page: relations.page,
    words.Lookup: relations.lookup,
    words.Command: relations.command,
}
