"""What is wrong with a schema's bindings, found at boot, all at once."""

from collections.abc import Iterable, Iterator

import graphene
from graphql import get_named_type, is_abstract_type

from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint, build_blueprint
from gateway.binding.checked_permissions import permissions
from gateway.binding.row_resolvers import row_resolvers


class BadBindings(Exception):
    """The schema is refused; one sentence for each binding that does not hold, with its place."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


def checked_blueprint(schema: graphene.Schema) -> Blueprint:
    """The blueprint of a schema whose bindings hold.

    Raises:
        BadBindings: some do not.
    """
    blueprint = build_blueprint(schema)
    sentences = [*_fields(blueprint), *permissions(blueprint), *row_resolvers(blueprint)]
    if sentences:
        raise BadBindings(sentences)
    return blueprint


def _fields(blueprint: Blueprint) -> Iterator[str]:
    for (type_name, name), bound in blueprint.fields.items():
        place = f"{type_name}.{name}"
        type_ = blueprint.schema.type_map[type_name].fields[name].type  # type: ignore[attr-defined]
        if isinstance(bound.binding, words.Member) and is_abstract_type(get_named_type(type_)):
            yield f"{place}: a member of a row cannot be of the abstract type {get_named_type(type_).name}."
        yield from (f"{place}: {sentence}" for sentence in _target(blueprint, bound.binding))


def _target(blueprint: Blueprint, binding: words.Binding) -> Iterator[str]:
    if isinstance(binding, words.Lookup) and not blueprint.entities(binding.target):
        yield f"{binding.target} is no Entity, nor an interface of any."
    if (
        isinstance(binding, words.One | words.Many | words.Page)
        and binding.target not in blueprint.collections
    ):
        yield f"{binding.target} is no Entity; give it a collection."
    elif isinstance(binding, words.Many) and binding.max_rows is not None and binding.max_rows < 1:
        yield f"max_rows says how long the list is at most, and {binding.max_rows} is no length."
    elif isinstance(binding, words.One | words.Many):
        yield from _batched(blueprint.collections[binding.target], binding)
    elif isinstance(binding, words.Page) and binding.by and blueprint.collections[binding.target].paging:
        yield f"{binding.target} has no pages for several keys in one call; say many(…), or page(…) at the root."
    if isinstance(binding, words.Many | words.Page | words.Command):
        for argument, entity in binding.ids.items():
            if entity not in blueprint.collections:
                yield f"ids: {argument} names {entity}, which is no Entity."


def _batched(collection: words.Collection, binding: words.One | words.Many) -> Iterator[str]:
    by, way_out = binding.by or collection.key, ""
    if isinstance(binding, words.One):
        way_out = ", or say fan_out=N for at most N single calls at once"
        single = binding.fan_out is not None
    else:
        single = binding.by is None
    if not collection.batch and not single:
        yield (
            f"{collection.path} of {collection.service.name} has no batch endpoint, so that a list would make a call a row. "
            f"Give it one that takes several `{by}`{way_out}."
        )
