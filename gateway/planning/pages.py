"""The shape of a page: a connection's fields, its edges' and its `pageInfo`'s."""

from collections.abc import Callable, Sequence
from typing import cast

from graphql import FieldNode, GraphQLObjectType, get_named_type, is_non_null_type

from gateway.planning.drafts import ColumnDraft, FetchDraft
from gateway.planning.records import Leaf
from gateway.planning.shapes import Fixed, PagePart, Part, Shape, Slot
from gateway.planning.site import Walk, locations_of

ShapeOf = Callable[[Sequence[FieldNode]], Shape]

_NEEDS_CURSOR = {PagePart.CURSOR, PagePart.START_CURSOR, PagePart.END_CURSOR}
_ROWS = {PagePart.NODES, PagePart.NODE}


def page_parts(
    walk: Walk,
    type_: GraphQLObjectType,
    nodes: Sequence[FieldNode],
    fetch: FetchDraft,
    row_shape: ShapeOf,
) -> Shape:
    """The shape of a connection, an edge or a page info; what it needs of the rows is noted in `fetch`."""
    fields: list[Fixed | Part] = []
    for key, selected in walk.sub_fields(type_, nodes).items():
        name = selected[0].name.value
        locations = locations_of(selected)
        if name == "__typename":
            fields.append(Fixed(Slot(key, non_null=True, locations=locations), type_.name))
            continue
        part, declared = PagePart(name), type_.fields[name].type
        shape = None
        if part in _ROWS:
            shape = row_shape(selected)
        elif part in (PagePart.EDGES, PagePart.PAGE_INFO):
            inner = cast(GraphQLObjectType, get_named_type(declared))
            shape = page_parts(walk, inner, selected, fetch, row_shape)
        _note_needs(part, fetch)
        fields.append(Part(Slot(key, is_non_null_type(declared), locations), part, shape))
    return Shape(type_.name, tuple(fields))


def _note_needs(part: PagePart, fetch: FetchDraft) -> None:
    if part in _NEEDS_CURSOR:
        made_here = fetch.parts["paging"] is not None
        cursor = ColumnDraft(
            "cursor", Leaf("String"), None, (), nullable=made_here, absent_is_null=made_here, withheld=False
        )
        fetch.record.need(cursor)
    fetch.count = fetch.count or part is PagePart.TOTAL_COUNT
