"""Fields that are read from what is there already: the parent's row, or the outcome of a command."""

from typing import Any, cast

from graphql import GraphQLLeafType, get_named_type, is_leaf_type, is_list_type, is_non_null_type

from gateway.binding import vocabulary as words
from gateway.planning import shapes
from gateway.planning.drafts import ColumnDraft, FetchDraft, RecordDraft, Rows, leaf_of
from gateway.planning.shapes import FieldShape
from gateway.planning.site import Site, Walk


def member(walk: Walk, site: Site, binding: words.Member) -> FieldShape:
    assert site.rows is not None
    type_ = site.definition.type
    column = need_member(site.rows, type_, binding, guarded=site.guarded)
    name, lists = column.member, _list_levels(type_)
    if column.record is None:
        assert column.leaf is not None
        return shapes.Value(site.slot, name, column.leaf, lists, site.owner)
    inner = walk.object(get_named_type(type_).name, site.nodes, site.rows.nested(name, column.record))
    return shapes.Nested(site.slot, name, inner, lists, site.owner)


def need_member(rows: Rows, type_: Any, binding: words.Member, *, guarded: bool) -> ColumnDraft:
    """The column of a member whose field is of this type, from now on read along. `guarded`: a rule protects it."""
    named, service = get_named_type(type_), rows.service
    leaf = leaf_of(cast(GraphQLLeafType, named), service) if is_leaf_type(named) else None
    name = service.member(binding.name) if service is not None and binding.inferred else binding.name
    if guarded:
        rows.need_identity()
    return rows.record.need(
        ColumnDraft(
            member=name,
            leaf=leaf,
            record=None if leaf else RecordDraft(),
            lists=_list_levels(type_),
            nullable=not is_non_null_type(type_),
            absent_is_null=binding.absent_is_null,
            withheld=guarded,
        )
    )


def whole(walk: Walk, site: Site, _: words.Whole) -> FieldShape:
    named = get_named_type(site.definition.type)
    return shapes.Nested(site.slot, None, walk.object(named.name, site.nodes, site.rows))


def constant(_: Walk, site: Site, binding: words.Constant) -> FieldShape:
    return shapes.Fixed(site.slot, binding.value)


def succeeded(_: Walk, site: Site, __: words.Succeeded) -> FieldShape:
    return shapes.Outcome(site.slot)


def user_errors(walk: Walk, site: Site, _: words.UserErrors) -> FieldShape:
    named = get_named_type(site.definition.type).name
    nowhere = Rows(FetchDraft(-1, 0, {}), RecordDraft())
    return shapes.Refusals(site.slot, walk.object(named, site.nodes, nowhere))


def _list_levels(type_: Any) -> tuple[bool, ...]:
    """For each level of list in a type, outermost first: whether its items may not be null."""
    levels: list[bool] = []
    while True:
        type_ = type_.of_type if is_non_null_type(type_) else type_
        if not is_list_type(type_):
            return tuple(levels)
        type_ = type_.of_type
        levels.append(is_non_null_type(type_))
