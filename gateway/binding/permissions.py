"""Which rules hold for a field: its own, those of the type that it gives, and those of the type that it stands in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from graphql import GraphQLSchema, get_named_type, is_interface_type, is_object_type

from gateway.auth.scopes import Rule, Rules
from gateway.binding import vocabulary as words

T = TypeVar("T")

#: Type and field, by their GraphQL names.
Place = tuple[str, str]

_ATTRIBUTE = "_gateway_requires"


def requires(*rules: Rule) -> Callable[[T], T]:
    """Decorates a Graphene type: an object, an interface, a scalar or an enum. All fields that give one have these rules."""

    def protect(type_: T) -> T:
        setattr(type_, _ATTRIBUTE, rules)
        return type_

    return protect


def rules_on(graphene_type: Any) -> Rules:
    """The rules of a type. Who inherits from it does not inherit them."""
    rules: Rules = vars(graphene_type).get(_ATTRIBUTE, ())
    return rules


@dataclass(frozen=True, slots=True)
class Permissions:
    """`fields` and `types`: the rules that are declared there. `effective`: what holds for a field, of these."""

    fields: Mapping[Place, Rules]
    types: Mapping[str, Rules]
    effective: Mapping[Place, Rules]

    def of(self, type_name: str, field_name: str) -> Rules:
        return self.effective.get((type_name, field_name), ())

    def permissive(self) -> Self:
        """The same with rules that grant everything."""
        return replace(
            self,
            fields=_unenforced(self.fields),
            types=_unenforced(self.types),
            effective=_unenforced(self.effective),
        )


def _unenforced(declared: Mapping[Any, Rules]) -> Mapping[Any, Rules]:
    return {
        place: tuple(replace(rule, enforced=False) for rule in rules) for place, rules in declared.items()
    }


def permissions_of(
    schema: GraphQLSchema,
    fields: Mapping[Place, Rules],
    types: Mapping[str, Rules],
    bound: Mapping[Place, words.Bound],
) -> Permissions:
    """What holds where. The rows of a page are protected at the page itself: how many there are is told to nobody else, too."""
    effective = {}
    for place, type_ in _places(schema, bound):
        given = [get_named_type(type_).name, *_targets(bound.get(place))]
        # An object may come where its interface is asked for; its own rules then hold at each of its fields.
        around = types.get(place[0], ()) if is_object_type(schema.type_map[place[0]]) else ()
        rules = (*fields.get(place, ()), *(rule for name in given for rule in types.get(name, ())), *around)
        if rules:
            effective[place] = tuple(dict.fromkeys(rules))
    return Permissions(fields, types, effective)


def _places(schema: GraphQLSchema, bound: Mapping[Place, words.Bound]) -> Iterator[tuple[Place, Any]]:
    """All fields and their types, but those of pages and their parts."""
    parts = set(_parts_of_pages(schema, bound))
    for name, named in schema.type_map.items():
        if name in parts or name.startswith("__") or not (is_object_type(named) or is_interface_type(named)):
            continue
        for field_name, field in named.fields.items():  # type: ignore[attr-defined]
            yield (name, field_name), field.type


def _parts_of_pages(schema: GraphQLSchema, bound: Mapping[Place, words.Bound]) -> Iterator[str]:
    for (type_name, field_name), declared in bound.items():
        if isinstance(declared.binding, words.Page):
            parent: Any = schema.type_map[type_name]
            connection: Any = get_named_type(parent.fields[field_name].type)
            yield connection.name
            yield get_named_type(connection.fields["edges"].type).name


def _targets(bound: words.Bound | None) -> tuple[str, ...]:
    return (bound.binding.target,) if bound is not None and isinstance(bound.binding, words.Page) else ()
