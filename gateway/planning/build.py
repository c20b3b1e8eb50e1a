"""Blueprint and operation to plan: one walk over the selections, from the root down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    print_ast,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields

from gateway.auth.scopes import Decision, Rule
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.planning import plan as p
from gateway.planning.drafts import ColumnDraft, FetchDraft, RecordDraft, Rows, StageDraft, leaf_of
from gateway.planning.pages import page_parts

Build = Callable[..., p.FieldShape]


@dataclass(frozen=True, slots=True)
class Site:
    """A field where it is selected: the parent's type, its nodes, and the rows that the parent is read from (`None`: a root)."""

    parent: GraphQLObjectType
    nodes: Sequence[FieldNode]
    slot: p.Slot
    rows: Rows | None
    owner: str | None = None

    @property
    def definition(self) -> GraphQLField:
        definition: GraphQLField = self.parent.fields[self.nodes[0].name.value]
        return definition

    @property
    def arguments(self) -> str:
        return ",".join(sorted(print_ast(argument) for argument in self.nodes[0].arguments))


class Builder:
    """Builds the plan of one operation, for given values of its conditions and rules."""

    def __init__(
        self,
        blueprint: Blueprint,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, bool],
        decide: Callable[[Rule], Decision],
    ) -> None:
        self.blueprint = blueprint
        self.fragments = dict(fragments)
        self.conditions = dict(conditions)
        self.decide = decide
        self.stage = StageDraft(0)

    def plan(self, operation: OperationDefinitionNode) -> p.Plan:
        """A query is one stage; of a mutation every root field is one."""
        schema = self.blueprint.schema
        root = cast(GraphQLObjectType, schema.get_root_type(operation.operation))
        fields = collect_fields(schema, self.fragments, self.conditions, root, operation.selection_set)
        groups = [fields]
        if operation.operation is OperationType.MUTATION:
            groups = [{key: nodes} for key, nodes in fields.items()]
        stages = []
        for group in groups:
            self.stage = StageDraft(self.stage.first_id + len(self.stage.fetches))
            shape = self._shape(root, group, None)
            stages.append(p.Stage(self.stage.finish(), shape))
        return p.Plan(operation.operation.value, tuple(stages))

    def _object(self, type_name: str, nodes: Sequence[FieldNode], rows: Rows | None) -> p.Shape:
        type_ = cast(GraphQLObjectType, self.blueprint.schema.type_map[type_name])
        fields = collect_sub_fields(
            self.blueprint.schema, self.fragments, self.conditions, type_, list(nodes)
        )
        return self._shape(type_, fields, rows)

    def _shape(
        self, type_: GraphQLObjectType, fields: Mapping[str, Sequence[FieldNode]], rows: Rows | None
    ) -> p.Shape:
        return p.Shape(
            type_.name, tuple(self._field(type_, key, nodes, rows) for key, nodes in fields.items())
        )

    def _field(
        self, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode], rows: Rows | None
    ) -> p.FieldShape:
        name = nodes[0].name.value
        if name == "__typename":
            return p.Fixed(p.Slot(key, non_null=True, locations=_locations(nodes)), parent.name)
        if name.startswith("__"):
            return p.Resolved(p.Slot(key, non_null=False, locations=_locations(nodes)), tuple(nodes))
        slot = p.Slot(key, is_non_null_type(parent.fields[name].type), _locations(nodes))
        bound = self.blueprint.bound(parent.name, name)
        if bound is None:
            return p.Resolved(slot, tuple(nodes))
        return self._bound_field(Site(parent, nodes, slot, rows), bound)

    def _bound_field(self, site: Site, bound: words.Bound) -> p.FieldShape:
        if bound.rule is not None:
            decision = self.decide(bound.rule)
            if decision in (Decision.FORBIDDEN, Decision.UNAUTHENTICATED):
                return p.Denied(site.slot, decision)
            if decision is Decision.BY_ROW:
                site = self._owned(site, cast(str, bound.rule.owner))
        build: Build = _BUILDERS[type(bound.binding)]
        return build(self, site, bound.binding, bound.rule is not None)

    @staticmethod
    def _owned(site: Site, owner: str) -> Site:
        """The row's owner is judged on the row, so its member is read along."""
        assert site.rows is not None
        site.rows.record.need_key(owner, nullable=True)
        return Site(site.parent, site.nodes, site.slot, site.rows, owner)

    # --- fields that are read from the parent's row ---------------------------------------------------------------

    def _member(self, site: Site, binding: words.Member, guarded: bool) -> p.FieldShape:
        assert site.rows is not None
        type_ = site.definition.type
        named, lists = get_named_type(type_), _list_levels(type_)
        leaf = leaf_of(cast(GraphQLLeafType, named)) if is_leaf_type(named) else None
        column = site.rows.record.need(
            ColumnDraft(
                binding.name,
                leaf,
                None if leaf else RecordDraft(),
                lists,
                not is_non_null_type(type_),
                binding.absent_is_null,
                guarded,
            )
        )
        if leaf is not None:
            return p.Value(site.slot, binding.name, leaf, lists, site.owner)
        assert column.record is not None
        inner = site.rows.nested(binding.name, column.record)
        shape = self._object(named.name, site.nodes, inner)
        return p.Nested(site.slot, binding.name, shape, lists, site.owner)

    def _whole(self, site: Site, _: words.Whole, __: bool) -> p.FieldShape:
        named = get_named_type(site.definition.type)
        return p.Nested(site.slot, None, self._object(named.name, site.nodes, site.rows))

    def _constant(self, site: Site, binding: words.Constant, _: bool) -> p.FieldShape:
        return p.Fixed(site.slot, binding.value)

    # --- fields that need a call ----------------------------------------------------------------------------------

    def _one(self, site: Site, binding: words.One, _: bool) -> p.FieldShape:
        collection = self.blueprint.collections[binding.target]
        answer = p.Answer.ROW if binding.fan_out else p.Answer.ROWS
        fetch = self._keyed_fetch(site, binding.key, collection, answer, binding.by or collection.key)
        fetch.parts["fan_out"] = binding.fan_out
        shape = self._object(binding.target, site.nodes, Rows(fetch, fetch.record))
        return p.Joined(site.slot, fetch.id, binding.key, shape, site.owner)

    def _page(self, site: Site, binding: words.Page, _: bool) -> p.FieldShape:
        collection = self.blueprint.collections[binding.target]
        member = None
        if binding.by is None:
            fetch = self._root_fetch(site, collection, p.Answer.PAGE, None, None)
        else:
            member = binding.key
            fetch = self._keyed_fetch(site, binding.key, collection, p.Answer.PAGES, binding.by)
        fetch.parts["parameters"] = tuple(binding.parameters.items())
        patterns = {
            name: self.blueprint.collections[entity].id_pattern for name, entity in binding.ids.items()
        }
        fetch.parts["id_arguments"] = tuple(patterns.items())
        rows = Rows(fetch, fetch.record)

        def nodes_shape(nodes: Sequence[FieldNode]) -> p.Shape:
            return self._object(binding.target, nodes, rows)

        connection = cast(GraphQLObjectType, get_named_type(site.definition.type))
        shape = page_parts(self, connection, site.nodes, fetch, nodes_shape)
        return p.Paged(site.slot, fetch.id, member, shape, site.owner)

    def sub_fields(
        self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]
    ) -> Mapping[str, Sequence[FieldNode]]:
        """The fields selected on a type, by response key."""
        return collect_sub_fields(self.blueprint.schema, self.fragments, self.conditions, type_, list(nodes))

    def _lookup(self, site: Site, binding: words.Lookup, _: bool) -> p.FieldShape:
        candidates = []
        for entity in self.blueprint.entities(binding.target):
            collection = self.blueprint.collections[entity]
            by = binding.by or collection.key
            fetch = self._root_fetch(site, collection, p.Answer.ROWS, binding.key, by)
            if by != collection.key:
                fetch.parts.update(id_pattern=None, ignore_case=binding.ignore_case)
            candidates.append((fetch.id, self._object(entity, site.nodes, Rows(fetch, fetch.record))))
        return p.Found(site.slot, tuple(candidates))

    def _command(self, site: Site, binding: words.Command, _: bool) -> p.FieldShape:
        payload = get_named_type(site.definition.type).name
        fetch = self.stage.fetch(
            site.slot.key,
            0,
            service=binding.service,
            path=binding.path,
            answer=p.Answer.ROW,
            type_name=site.parent.name,
            field=site.nodes[0],
            command=binding,
        )
        shape = self._object(payload, site.nodes, Rows(fetch, fetch.record))
        return p.Commanded(site.slot, fetch.id, shape)

    def _succeeded(self, site: Site, _: words.Succeeded, __: bool) -> p.FieldShape:
        return p.Outcome(site.slot)

    def _user_errors(self, site: Site, _: words.UserErrors, __: bool) -> p.FieldShape:
        named = get_named_type(site.definition.type).name
        refusals = Rows(FetchDraft(-1, 0, {}), RecordDraft())
        return p.Refusals(site.slot, self._object(named, site.nodes, refusals))

    def _keyed_fetch(
        self, site: Site, member: str, collection: words.Collection, answer: p.Answer, by: str
    ) -> FetchDraft:
        assert site.rows is not None
        site.rows.record.need_key(member, nullable=True)
        keys = site.rows.keys(member, site.owner)
        return self._fetch(site, collection, answer, keys, by, site.rows.fetch.wave + 1)

    def _root_fetch(
        self,
        site: Site,
        collection: words.Collection,
        answer: p.Answer,
        keys: p.KeySource | None,
        by: str | None,
    ) -> FetchDraft:
        wave = 0 if site.rows is None else site.rows.fetch.wave + 1
        return self._fetch(site, collection, answer, keys, by, wave)

    def _fetch(
        self,
        site: Site,
        collection: words.Collection,
        answer: p.Answer,
        keys: p.KeySource | None,
        by: str | None,
        wave: int,
    ) -> FetchDraft:
        identity = (collection, answer, keys, by, site.parent.name, site.nodes[0].name.value, site.arguments)
        fetch = self.stage.fetch(
            identity,
            wave,
            service=collection.service,
            path=collection.path,
            answer=answer,
            type_name=site.parent.name,
            field=site.nodes[0],
            keys=keys,
            by=by,
            key=collection.key,
            rows=collection.rows,
            max_keys=collection.max_keys,
            id_pattern=collection.id_pattern,
            public=collection.public,
        )
        if answer is p.Answer.ROWS:
            assert by is not None
            fetch.record.need_key(by, nullable=False)
        return fetch


_BUILDERS: dict[type, Build] = {
    words.Member: Builder._member,
    words.Whole: Builder._whole,
    words.Constant: Builder._constant,
    words.One: Builder._one,
    words.Page: Builder._page,
    words.Lookup: Builder._lookup,
    words.Command: Builder._command,
    words.Succeeded: Builder._succeeded,
    words.UserErrors: Builder._user_errors,
}


def _list_levels(type_: Any) -> tuple[bool, ...]:
    """For each level of list in a type, outermost first: whether its items may not be null."""
    levels: list[bool] = []
    while True:
        type_ = type_.of_type if is_non_null_type(type_) else type_
        if not is_list_type(type_):
            return tuple(levels)
        type_ = type_.of_type
        levels.append(is_non_null_type(type_))


def _locations(nodes: Sequence[FieldNode]) -> tuple[tuple[int, int], ...]:
    return tuple((n.loc.start_token.line, n.loc.start_token.column) for n in nodes if n.loc)
