"""Arguments of fields to parameters of calls."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema
from graphql.execution.values import get_argument_values

from gateway.errors import BadInput
from gateway.planning.plan import Answer, Fetch

Arguments = Mapping[str, Any]


def arguments_of(schema: GraphQLSchema, fetch: Fetch, variables: Mapping[str, Any]) -> Arguments:
    """The coerced arguments of a fetch's field, by their Python names.

    Raises:
        BadInput: a variable is null where its argument may not be.
    """
    parent = cast(GraphQLObjectType, schema.type_map[fetch.type_name])
    try:
        return get_argument_values(parent.fields[fetch.field.name.value], fetch.field, dict(variables))
    except GraphQLError as error:
        raise BadInput(error.message) from None


def query_parameters(schema: GraphQLSchema, fetch: Fetch, arguments: Arguments) -> list[tuple[str, str]]:
    """Query parameters of a page or a list: `first` of a page and ids checked, nulls left out.

    Raises:
        BadInput: `first` is out of bounds, an id is none.
    """
    for argument, pattern in fetch.id_arguments:
        if arguments.get(argument) is not None:
            check_id(pattern, arguments[argument], argument)
    names = dict(fetch.parameters)
    if fetch.answer in (Answer.PAGE, Answer.PAGES):
        parameters = [("first", str(_page_size(schema, fetch, arguments)))]
        arguments = {name: value for name, value in arguments.items() if name != "first"}
    else:
        parameters = []
    for name, value in arguments.items():
        values = value if isinstance(value, list) else [value]
        parameters += [(names.get(name, name), parameter(each)) for each in values if each is not None]
    return [*parameters, ("count", "true")] if fetch.count else parameters


def _page_size(schema: GraphQLSchema, fetch: Fetch, arguments: Arguments) -> int:
    parent = cast(GraphQLObjectType, schema.type_map[fetch.type_name])
    default = parent.fields[fetch.field.name.value].args["first"].default_value
    return fetch.page_size.checked(arguments.get("first"), default)


def parameter(value: Any) -> str:
    """A value as it stands in a query string."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def check_id(pattern: str | None, value: Any, argument: str) -> None:
    """Refuse an id that cannot be one of its collection's.

    Raises:
        BadInput: it does not match the pattern.
    """
    if pattern is not None and not re.fullmatch(pattern, str(value)):
        raise BadInput(f"`{argument}` is not an id of the kind that is wanted here.", argument=argument)
