"""The blueprint: a schema's bindings, gathered once at boot into lookup tables that name GraphQL types only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLSchema, is_interface_type, is_object_type

from gateway.auth.scopes import Rules
from gateway.binding import vocabulary as words
from gateway.binding.declare import BoundField, Entity, GuardedField, resolve_target
from gateway.binding.page_size import USUAL, PageSize
from gateway.binding.permissions import Permissions, Place, permissions_of, rules_on


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What the planner needs to know.

    `fields`: (type name, field name) -> its binding, targets being GraphQL type names. A field of a bound type that is not
    there is a plain member of the row; a field of a root type that is not there has a resolver of its own.
    `collections`: entity -> collection. `permissions`: who may select what. `page_size`: how large its pages may be.
    """

    schema: GraphQLSchema
    fields: Mapping[tuple[str, str], words.Bound]
    collections: Mapping[str, words.Collection]
    permissions: Permissions
    page_size: PageSize = USUAL

    def bound(self, type_name: str, field_name: str) -> words.Bound | None:
        return self.fields.get((type_name, field_name))

    def permissive(self) -> Self:
        """The same with rules that grant everything, for a dry run; the services still refuse what they refuse."""
        return replace(self, permissions=self.permissions.permissive())

    def keys(self, type_name: str) -> set[str]:
        """The members of a type's rows that its relations go by."""
        bindings = [bound.binding for (owner, _), bound in self.fields.items() if owner == type_name]
        return {b.key for b in bindings if isinstance(b, words.One | words.Many | words.Page)}

    def entities(self, type_name: str) -> tuple[str, ...]:
        """The entities that a type may turn out to be: itself, or an interface's or union's members."""
        if type_name in self.collections:
            return (type_name,)
        named = self.schema.type_map[type_name]
        if is_object_type(named):
            return ()
        return tuple(t.name for t in self.schema.get_possible_types(named) if t.name in self.collections)  # type: ignore[arg-type]


def build_blueprint(schema: graphene.Schema) -> Blueprint:
    """Read the bindings off the Graphene types. Targets are resolved here, so that a wrong name stops the start."""
    core = schema.graphql_schema
    fields: dict[tuple[str, str], words.Bound] = {}
    collections: dict[str, words.Collection] = {}
    roots = (core.query_type, core.mutation_type, core.subscription_type)
    guarded: dict[Place, Rules] = {}
    protected: dict[str, Rules] = {}
    for name, named in core.type_map.items():
        graphene_type = getattr(named, "graphene_type", None)
        if graphene_type is None:
            continue
        if rules := rules_on(graphene_type):
            protected[name] = rules
        if not (is_object_type(named) or is_interface_type(named)):
            continue
        fields.update(_bound_fields(named, graphene_type, root=named in roots))
        guarded.update(_guarded_fields(named, graphene_type))
        if issubclass(graphene_type, Entity):
            collections[name] = graphene_type._meta.collection
    return Blueprint(core, fields, collections, permissions_of(core, guarded, protected, fields))


def _bound_fields(named: Any, graphene_type: Any, *, root: bool) -> dict[tuple[str, str], words.Bound]:
    bound = {}
    names = {attribute: _name(named, attribute, d) for attribute, d in graphene_type._meta.fields.items()}
    for attribute, declared in graphene_type._meta.fields.items():
        name = names[attribute]
        if isinstance(declared, BoundField):
            bound[named.name, name] = _with_names(declared.bound, names)
        elif not root:
            bound[named.name, name] = words.Bound(words.Member(attribute, inferred=True))
    return bound


def _guarded_fields(named: Any, graphene_type: Any) -> dict[Place, Rules]:
    return {
        (named.name, _name(named, attribute, declared)): declared.requires
        for attribute, declared in graphene_type._meta.fields.items()
        if isinstance(declared, GuardedField) and declared.requires
    }


def _name(named: Any, attribute: str, declared: Any) -> str:
    """The GraphQL name of a field."""
    name: str = declared.name or to_camel_case(attribute)
    return name if name in named.fields else attribute


def _with_names(bound: words.Bound, names: Mapping[str, str]) -> words.Bound:
    """The binding with GraphQL names in the place of types. `names`: those of the fields beside it, by Python name."""
    binding = bound.binding
    if isinstance(binding, words.Computed):
        binding = replace(binding, fields={read: names[read] for read in binding.reads if read in names})
    if isinstance(binding, words.One | words.Many | words.Page | words.Lookup):
        binding = replace(binding, target=resolve_target(binding.target)._meta.name)
    if isinstance(binding, words.Many | words.Page | words.Command):
        ids = {argument: resolve_target(target)._meta.name for argument, target in binding.ids.items()}
        binding = replace(binding, ids=ids)
    return replace(bound, binding=binding)
