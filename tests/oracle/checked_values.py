"""Values of rows, checked strictly against their declared types: a fault stands for each that is wrong."""

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLEnumType, is_leaf_type, is_list_type, is_non_null_type

from gateway.binding.vocabulary import Service
from gateway.errors import GatewayError, InvalidAnswer

INT_32 = range(-(2**31), 2**31)
DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def wrong() -> GatewayError:
    return InvalidAnswer("shop", detail="wrong")


@dataclass(frozen=True)
class Row:
    """An object of a service's JSON. `withheld`: its members that the viewer may not see, as its service says."""

    type_name: str
    members: dict[str, Any]
    service: Service
    withheld: tuple[str, ...] = ()


def is_key(value: Any) -> bool:
    """What a relation may be followed by."""
    return (isinstance(value, str) and value != "") or type(value) is int


def checked(value: Any, type_: Any, service: Service) -> Any:
    """The value as graphql-core should get it, or the fault that stands for it."""
    if is_non_null_type(type_):
        return wrong() if value is None else checked(value, type_.of_type, service)
    if value is None:
        return None
    if is_list_type(type_):
        if not isinstance(value, list):
            return wrong()
        return [checked(item, type_.of_type, service) for item in value]
    if not is_leaf_type(type_):
        return Row(type_.name, value, service) if isinstance(value, dict) else wrong()
    if isinstance(type_, GraphQLEnumType):
        return value if isinstance(value, str) and value in type_.values else wrong()
    if type_.name == "ID" and service.id_type is int:
        return str(value) if type(value) is int else wrong()
    if type_.name == "DateTime":
        return instant(value) or wrong()
    return value if CHECKS[type_.name](value) else wrong()


def sound(value: Any) -> Any:
    """The value, where no fault is in it.

    Raises:
        GatewayError: there is one.
    """
    if isinstance(value, GatewayError):
        raise value
    return [sound(item) for item in value] if isinstance(value, list) else value


def instant(value: Any) -> datetime.datetime | None:
    """An ISO 8601 time with offset."""
    try:
        found = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is not None else None


CHECKS: dict[str, Callable[[Any], bool]] = {
    "Int": lambda value: type(value) is int and value in INT_32,
    "Float": lambda value: type(value) in (int, float) and math.isfinite(value),
    "String": lambda value: isinstance(value, str),
    "ID": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "Decimal": lambda value: isinstance(value, str) and DECIMAL.fullmatch(value) is not None,
}
