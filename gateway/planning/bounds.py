"""What a plan costs at most: how many calls, how many rows."""

from collections.abc import Mapping
from typing import Any, cast

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema, VariableNode
from graphql.execution.values import get_argument_values

from gateway.binding.vocabulary import MAX_PAGE_SIZE
from gateway.planning.description import AtMost
from gateway.planning.plan import Answer, Fetch, FromRows, Plan
from gateway.planning.records import Array, Record


def bounds(schema: GraphQLSchema, plan: Plan, variables: Mapping[str, Any]) -> dict[int, AtMost]:
    """Of every fetch, by its id. A page whose size is a variable that is not given counts as the largest."""
    found: dict[int, AtMost] = {}
    fetches = {fetch.id: fetch for stage in plan.stages for fetch in stage.fetches}
    for stage in plan.stages:
        for fetch in stage.fetches:
            keys = _keys(fetch, fetches, found)
            size = _page_size(schema, fetch, variables)
            found[fetch.id] = AtMost(_calls(fetch, keys), _rows(fetch, keys, size))
    return found


def _keys(fetch: Fetch, fetches: Mapping[int, Fetch], found: Mapping[int, AtMost]) -> int | None:
    """How many keys it is asked for: not more than there are rows that give them, where each row gives one."""
    if not isinstance(fetch.keys, FromRows):
        return 1
    record = fetches[fetch.keys.fetch].record
    for member in fetch.keys.trail:
        type_ = record.column(member).type
        if isinstance(type_, Array):
            return None
        record = cast(Record, type_)
    return found[fetch.keys.fetch].rows


def _calls(fetch: Fetch, keys: int | None) -> int | None:
    if keys is None:
        return None
    size = 1 if fetch.fan_out else fetch.max_keys
    return -(-keys // size)


def _rows(fetch: Fetch, keys: int | None, page_size: int) -> int | None:
    if fetch.answer in (Answer.LIST, Answer.GROUPS):
        return None
    if fetch.answer in (Answer.PAGE, Answer.PAGES):
        return None if keys is None else keys * page_size
    return keys


def _page_size(schema: GraphQLSchema, fetch: Fetch, variables: Mapping[str, Any]) -> int:
    """The page that its field asks for; one that is out of bounds is refused before any call."""
    parent = cast(GraphQLObjectType, schema.type_map[fetch.type_name])
    definition = parent.fields[fetch.field.name.value]
    asked = [argument.value for argument in fetch.field.arguments if argument.name.value == "first"]
    if any(isinstance(value, VariableNode) and value.name.value not in variables for value in asked):
        return MAX_PAGE_SIZE
    try:
        first = get_argument_values(definition, fetch.field, dict(variables)).get("first")
    except GraphQLError:
        return MAX_PAGE_SIZE
    return first if isinstance(first, int) and 1 <= first <= MAX_PAGE_SIZE else MAX_PAGE_SIZE
