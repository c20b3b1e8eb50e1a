"""Which schema is served: a user's own, by its name, or the shop's."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import graphene

from gateway.settings import BadSettings


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
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise _bad(name, "it must be package.module:schema")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        # What the module itself misses is told as Python does.
        if not error.name or not f"{module_name}.".startswith(f"{error.name}."):
            raise
        raise _bad(name, f"there is no module {error.name}") from None
    schema = getattr(module, attribute, None)
    if not isinstance(schema, graphene.Schema):
        raise _bad(name, f"{attribute} of {module_name} is no graphene.Schema")
    return Served(schema)


def _bad(name: str, reason: str) -> BadSettings:
    return BadSettings([f"GATEWAY_SCHEMA is {name!r}; {reason}."])
