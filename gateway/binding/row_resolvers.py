"""What is wrong with the resolvers of fetched rows: one that did not say what it reads would find nothing there."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from graphene.types.resolver import get_default_resolver
from graphql import get_named_type, is_leaf_type, is_object_type

from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.binding.permissions import Place


def row_resolvers(blueprint: Blueprint) -> Iterator[str]:
    """A sentence for each resolver of a row that does not say what it reads, and for each computed field that cannot be."""
    fetched = _fetched(blueprint)
    for (type_name, name), bound in blueprint.fields.items():
        named: Any = blueprint.schema.type_map[type_name]
        if not is_object_type(named):
            continue
        place, own = f"{type_name}.{name}", _has_resolver(named, name)
        if isinstance(bound.binding, words.Computed):
            if not own:
                attribute = named.fields[name].resolve.args[0]
                yield f"{place}: a computed field needs its resolver: `def resolve_{attribute}(row, info)`."
            for read in bound.binding.reads:
                yield from (f"{place}: {why}" for why in _read(blueprint, (type_name, name), bound, read))
        elif own and type_name in fetched:
            yield (
                f"{place}: a resolver sees only what it reads of a fetched row; "
                'say `computed(…, reads=("one_member", "another"))`, or resolve it at the root.'
            )


def _fetched(blueprint: Blueprint) -> set[str]:
    """The types whose fields are read from rows: entities, payloads of commands, and the objects inside of both."""
    found = set(blueprint.collections)
    inside: dict[str, set[str]] = {}
    for (type_name, name), bound in blueprint.fields.items():
        named: Any = blueprint.schema.type_map[type_name]
        target = get_named_type(named.fields[name].type).name
        if isinstance(bound.binding, words.Command):
            found.add(target)
        elif isinstance(bound.binding, words.Member | words.Whole):
            inside.setdefault(type_name, set()).add(target)
    waiting = list(found)
    while waiting:
        deeper = inside.get(waiting.pop(), set()) - found
        found |= deeper
        waiting.extend(deeper)
    return found


def _has_resolver(named: Any, name: str) -> bool:
    """Whether a field has a resolver that somebody wrote, in the place of Graphene's own."""
    resolve = named.fields[name].resolve
    default = named.graphene_type._meta.default_resolver or get_default_resolver()
    return not (isinstance(resolve, partial) and resolve.func is default)


def _read(blueprint: Blueprint, at: Place, computed: words.Bound, read: str) -> Iterator[str]:
    assert isinstance(computed.binding, words.Computed)
    type_name = at[0]
    name = computed.binding.fields.get(read)
    bound = blueprint.bound(type_name, name) if name is not None else None
    if bound is None or name is None:
        if read not in blueprint.keys(type_name):
            yield f"a row has no `{read}` to read; name fields that are its members, or keys of its relations."
    elif not isinstance(bound.binding, words.Member):
        yield f"`{read}` is no member of the row; name fields that are, or keys of relations."
    else:
        named: Any = blueprint.schema.type_map[type_name]
        if not is_leaf_type(get_named_type(named.fields[name].type)):
            yield f"`{read}` is an object; compute in its type what is read of it."
        if not set(blueprint.permissions.of(type_name, name)) <= set(blueprint.permissions.of(*at)):
            yield f"`{read}` is protected; protect this field by the same rule: `requires=…`."
