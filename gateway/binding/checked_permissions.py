"""What is wrong with permission rules: where one could not be kept."""

from collections.abc import Iterator
from typing import Any

from graphql import is_interface_type, is_leaf_type, is_non_null_type, is_object_type

from gateway.auth.scopes import owner_of
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint


def permissions(blueprint: Blueprint) -> Iterator[str]:
    """A sentence for each rule that does not hold."""
    yield from _types(blueprint)
    roots = (blueprint.schema.query_type, blueprint.schema.mutation_type)
    for (type_name, name), rules in blueprint.permissions.effective.items():
        parent: Any = blueprint.schema.type_map[type_name]
        place, type_ = f"{type_name}.{name}", parent.fields[name].type
        around = blueprint.permissions.types.get(type_name, ())
        if is_non_null_type(type_) and not set(rules) <= set(around):
            yield f"{place}: a protected field must be nullable, so that the rest of an answer survives."
        bound = blueprint.bound(type_name, name)
        if owner_of(rules) and (
            parent in roots or bound is None or isinstance(bound.binding, words.Command | words.Lookup)
        ):
            yield f"{place}: an ownership rule needs a row, and this field has none; use a scope."
        if sum(1 for rule in rules if rule.owner) > 1:
            yield f"{place}: a row has one owner; give one ownership rule."


def _types(blueprint: Blueprint) -> Iterator[str]:
    for name, rules in blueprint.permissions.types.items():
        named = blueprint.schema.type_map[name]
        if not (is_object_type(named) or is_interface_type(named) or is_leaf_type(named)):
            yield f"{name}: rules stand on objects, interfaces, scalars and enums; protect the fields that give this."
        if owner_of(rules):
            yield f"{name}: an ownership rule is a field's; use a scope."
