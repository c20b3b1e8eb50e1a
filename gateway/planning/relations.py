"""Fields that need a call: rows of other collections, pages, lookups, commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import FieldNode, GraphQLObjectType, get_named_type

from gateway.binding import vocabulary as words
from gateway.planning import shapes
from gateway.planning.drafts import FetchDraft, Rows
from gateway.planning.pages import page_parts
from gateway.planning.plan import Answer, KeySource
from gateway.planning.shapes import FieldShape
from gateway.planning.site import Site, Walk


@dataclass(frozen=True, slots=True)
class Asked:
    """How rows of a collection are asked for."""

    collection: words.Collection
    answer: Answer
    keys: KeySource | None = None
    by: str | None = None


def one(walk: Walk, site: Site, binding: words.One) -> FieldShape:
    collection = walk.blueprint.collections[binding.target]
    answer = Answer.ROW if binding.fan_out else Answer.ROWS
    keys = _row_keys(site, binding.key)
    asked = Asked(collection, answer, keys, binding.by or collection.key)
    fetch = _fetch(walk, site, asked, fan_out=binding.fan_out)
    shape = walk.object(binding.target, site.nodes, Rows(fetch, fetch.record))
    return shapes.Joined(site.slot, fetch.id, binding.key, shape, site.owner)


def many(walk: Walk, site: Site, binding: words.Many) -> FieldShape:
    member, fetch = _rows_of_parent(
        walk, site, binding, Answer.LIST, Answer.GROUPS, max_rows=binding.max_rows
    )
    shape = walk.object(binding.target, site.nodes, Rows(fetch, fetch.record))
    return shapes.Listed(site.slot, fetch.id, member, shape, site.owner)


def page(walk: Walk, site: Site, binding: words.Page) -> FieldShape:
    member, fetch = _rows_of_parent(walk, site, binding, Answer.PAGE, Answer.PAGES)

    def row_shape(nodes: Sequence[FieldNode]) -> shapes.Shape:
        return walk.object(binding.target, nodes, Rows(fetch, fetch.record))

    connection = cast(GraphQLObjectType, get_named_type(site.definition.type))
    shape = page_parts(walk, connection, site.nodes, fetch, row_shape)
    return shapes.Paged(site.slot, fetch.id, member, shape, site.owner)


def _rows_of_parent(
    walk: Walk, site: Site, binding: words.Many | words.Page, whole: Answer, each: Answer, **details: Any
) -> tuple[str | None, FetchDraft]:
    """The member that the parent's rows are known by, and the call: for the whole collection, or for each parent."""
    collection = walk.blueprint.collections[binding.target]
    if binding.by is None:
        member, asked = None, Asked(collection, whole)
    else:
        member = binding.key
        asked = Asked(collection, each, _row_keys(site, member), binding.by)
    patterns = {name: walk.blueprint.collections[entity].id_pattern for name, entity in binding.ids.items()}
    names, ids = tuple(binding.parameters.items()), tuple(patterns.items())
    return member, _fetch(walk, site, asked, parameters=names, id_arguments=ids, **details)


def lookup(walk: Walk, site: Site, binding: words.Lookup) -> FieldShape:
    candidates = []
    for entity in walk.blueprint.entities(binding.target):
        collection = walk.blueprint.collections[entity]
        by = binding.by or collection.key
        details: dict[str, Any] = (
            {} if by == collection.key else {"id_pattern": None, "ignore_case": binding.ignore_case}
        )
        answer = Answer.ROWS
        if not collection.batch and by == collection.key:
            answer, details = Answer.ROW, {"fan_out": 1}
        details["denied"] = walk.denial(walk.blueprint.permissions.types.get(entity, ()))
        fetch = _fetch(walk, site, Asked(collection, answer, binding.key, by), **details)
        candidates.append((fetch.id, walk.object(entity, site.nodes, Rows(fetch, fetch.record))))
    return shapes.Found(site.slot, tuple(candidates))


def command(walk: Walk, site: Site, binding: words.Command) -> FieldShape:
    payload = get_named_type(site.definition.type).name
    fetch = walk.stage.fetch(
        site.slot.key,
        0,
        service=binding.service,
        path=binding.path,
        answer=Answer.ROW,
        type_name=site.parent.name,
        field=site.nodes[0],
        command=binding,
    )
    shape = walk.object(payload, site.nodes, Rows(fetch, fetch.record))
    return shapes.Commanded(site.slot, fetch.id, shape)


def _row_keys(site: Site, member: str) -> KeySource:
    """Keys that are a member of the parent's rows, which must then be read along."""
    assert site.rows is not None
    site.rows.record.need_key(member, nullable=True)
    return site.rows.keys(member, site.owner)


def _fetch(walk: Walk, site: Site, asked: Asked, **details: Any) -> FetchDraft:
    """The call: a new one, or the equal one of the same field that is planned already."""
    collection = asked.collection
    identity = (asked, site.parent.name, site.nodes[0].name.value, site.arguments)
    wave = 0 if site.rows is None else site.rows.fetch.wave + 1
    described = {
        "service": collection.service,
        "path": collection.path,
        "answer": asked.answer,
        "type_name": site.parent.name,
        "field": site.nodes[0],
        "keys": asked.keys,
        "by": asked.by,
        "key": collection.key,
        "rows": collection.rows,
        "integer_keys": collection.service.id_type is int and asked.by == collection.key,
        "comma": collection.key_style == "comma",
        "max_keys": collection.max_keys,
        "id_pattern": collection.id_pattern,
        "paging": collection.paging,
        "page_size": walk.blueprint.page_size,
        "public": collection.public,
    }
    fetch = walk.stage.fetch(identity, wave, **{**described, **details})
    if asked.answer in (Answer.ROWS, Answer.GROUPS, Answer.ROW):
        assert asked.by is not None
        fetch.record.need_key(asked.by, nullable=False)
    return fetch
