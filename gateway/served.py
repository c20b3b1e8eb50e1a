"""Which schema is served: a user's own, by its name, or the shop's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import graphene

from gateway.settings import BadSettings
from gateway.settings.named import named_object


@dataclass(frozen=True, slots=True)
class Served:
    """A schema, and the addresses of its services that the environment may leave out."""

    schema: graphene.Schema
    addresses: Mapping[str, str] = field(default_factory=dict)


def served_schema(name: str | None) -> Served:
    """The schema of this name, `package.module:schema`; without one the shop's, which is not imported otherwise.

    Raises:
        BadSettings: there is no such schema.
    """
    if name is None:
        from gateway.schema import schema
        from gateway.schema.services import DEFAULT_ADDRESSES

        return Served(schema, DEFAULT_ADDRESSES)
    schema = named_object("GATEWAY_SCHEMA", name, "schema")
    if not isinstance(schema, graphene.Schema):
        module_name, _, attribute = name.partition(":")
        raise BadSettings(
            [f"GATEWAY_SCHEMA is {name!r}; {attribute} of {module_name} is no graphene.Schema."]
        )
    return Served(schema)
