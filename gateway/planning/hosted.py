"""Bound fields below resolvers: which there are, and the stage of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

from graphql import (
    FieldNode,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
)

from gateway.binding import vocabulary as words
from gateway.planning.drafts import FetchDraft, Rows
from gateway.planning.plan import HOST, Hosted, Stage
from gateway.planning.shapes import Computed, Resolved
from gateway.planning.site import Walk


class HostingWalk(Walk, Protocol):
    """A walk that can plan single fields below objects that no fetch of ours gave."""

    def hosted(self, type_: GraphQLObjectType, key: str, nodes: Sequence[FieldNode], host: Rows) -> Stage:
        """The stage of one bound field; `host` stands for the objects."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resolver's objects stand. `seen`: fields that were met there, as several types may share them."""

    path: tuple[str, ...] = ()
    listed: bool = False
    seen: set[Any] = field(default_factory=set)

    def below(self, key: str, type_: Any) -> "Place":
        return replace(
            self, path=(*self.path, key), listed=self.listed or is_list_type(get_nullable_type(type_))
        )


def hosted_fields(walk: HostingWalk, root: GraphQLObjectType, resolved: Resolved) -> Iterator[Hosted]:
    """Those below a root field with a resolver; a schema without entities has none anywhere."""
    name = resolved.nodes[0].name.value
    if name in root.fields and walk.blueprint.collections:
        type_ = root.fields[name].type
        yield from _below(walk, Place().below(resolved.slot.key, type_), type_, resolved.nodes)


def below_computed(walk: HostingWalk, fields: Iterable[Computed]) -> Iterator[Hosted]:
    """Those below what is computed of rows, of which there may be any number."""
    for computed in fields:
        name = computed.nodes[0].name.value
        parent = cast(GraphQLObjectType, walk.blueprint.schema.type_map[computed.type_name])
        place = Place((f"{parent.name}.{name}",), listed=True)
        yield from _below(walk, place, parent.fields[name].type, computed.nodes)


def _below(walk: HostingWalk, place: Place, type_: Any, nodes: Sequence[FieldNode]) -> Iterator[Hosted]:
    if nodes[0].selection_set is None:
        return
    schema, named = walk.blueprint.schema, get_named_type(type_)
    objects = schema.get_possible_types(named) if is_abstract_type(named) else [named]
    for object_ in cast(list[GraphQLObjectType], objects):
        for key, selected in walk.sub_fields(object_, nodes).items():
            met = (place.path, key, object_.name, tuple(selected))
            if met not in place.seen and not selected[0].name.value.startswith("__"):
                place.seen.add(met)
                yield from _field(walk, place, object_, key, selected)


def _field(
    walk: HostingWalk, place: Place, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode]
) -> Iterator[Hosted]:
    name = nodes[0].name.value
    bound = walk.blueprint.bound(parent.name, name)
    if bound is not None and isinstance(bound.binding, words.One | words.Many | words.Page):
        host = FetchDraft(HOST, -1, {})
        stage = walk.hosted(parent, key, nodes, Rows(host, host.record))
        yield Hosted(
            (*place.path, key), place.listed, parent.name, tuple(nodes), tuple(host.record.columns), stage
        )
        yield from below_computed(walk, stage.computed)
    elif walk.denial(walk.blueprint.permissions.of(parent.name, name)) is None:
        type_ = parent.fields[name].type
        yield from _below(walk, place.below(key, type_), type_, nodes)
