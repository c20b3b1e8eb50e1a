"""What a plan costs at most: how many calls, of how many keys, for how many rows; or why nothing bounds it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema, VariableNode, Visitor, visit
from graphql.execution.values import get_argument_values

from gateway.planning.description import AtMost
from gateway.planning.plan import HOST, Answer, Fetch, FromRows, Plan, Stage
from gateway.planning.records import Array, Record

_PAGES = (Answer.PAGE, Answer.PAGES)
_LISTS = (Answer.LIST, Answer.GROUPS)


def most_calls(schema: GraphQLSchema, plan: Plan, variables: Mapping[str, Any]) -> int | None:
    """The most calls that an operation makes; `None`: nothing bounds them before it runs.

    `variables` are coerced; of them only those of `size_variables` matter, so that what is said may be kept for their values.
    It takes some 2 microseconds a fetch.
    """
    return whole(plan, bounds(schema, plan, variables)).calls


def size_variables(plan: Plan) -> frozenset[str]:
    """The variables that the sizes of its pages depend on."""
    found = _Variables()
    for fetch in _fetches(plan):
        if fetch.answer in _PAGES:
            for argument in fetch.field.arguments:
                if argument.name.value == "first":
                    visit(argument, found)
    return frozenset(found.names)


def bounds(schema: GraphQLSchema, plan: Plan, variables: Mapping[str, Any]) -> dict[int, AtMost]:
    """Of every fetch, by its id; of one below a resolver for one of its values.

    A page whose size is a variable that is not given counts as the largest.
    """
    found: dict[int, AtMost] = {HOST: AtMost(0, 1)}
    fetches: dict[int, Fetch] = {}
    for fetch in _fetches(plan):
        fetches[fetch.id] = fetch
        keys, why = _keys(fetch, fetches, found)
        found[fetch.id] = _at_most(fetch, keys, why, _list_size(schema, fetch, variables))
    return found


def whole(plan: Plan, found: Mapping[int, AtMost]) -> AtMost:
    """Of the plan, whose fetches are bounded so."""
    total = AtMost(0, 0)
    for stage in plan.stages:
        total = sum((found[fetch.id] for fetch in stage.fetches), start=total)
        for hosted in stage.hosted:
            below = sum((found[fetch.id] for fetch in hosted.stage.fetches), start=AtMost(0, 0))
            if hosted.listed and hosted.stage.fetches:
                below = AtMost(None, None, why=f"the resolver of {hosted.path[0]} gives a list of any length")
            total += below
    return total


def _fetches(plan: Plan) -> Iterator[Fetch]:
    """Each after those whose rows give its keys."""
    for stage in plan.stages:
        stages: list[Stage] = [stage, *(hosted.stage for hosted in stage.hosted)]
        for each in stages:
            yield from each.fetches


def _keys(
    fetch: Fetch, fetches: Mapping[int, Fetch], found: Mapping[int, AtMost]
) -> tuple[int | None, str | None]:
    """How many keys it is asked for (one a row that gives them), or why nobody knows."""
    if not isinstance(fetch.keys, FromRows):
        return 1, None
    source = fetch.keys.fetch
    if fetch.keys.trail:
        record = fetches[source].record
        for member in fetch.keys.trail:
            type_ = record.column(member).type
            if isinstance(type_, Array):
                return None, f"{member} of #{source} is a list of any length"
            record = cast(Record, type_)
    rows = found[source].rows
    return rows, None if rows is not None else f"one key for each row of #{source}"


def _at_most(fetch: Fetch, keys: int | None, why: str | None, size: int | None) -> AtMost:
    """`size`: of each list or page; `None`: not known. A row a key where there are none."""
    calls = rows = None
    if keys is not None:
        calls = -(-keys // (1 if fetch.fan_out else fetch.max_keys))
        rows = None if size is None else keys * size
        why = None if rows is not None else "no max_rows says how long the list gets"
    return AtMost(calls, rows, None if fetch.keys is None else keys, why)


def _list_size(schema: GraphQLSchema, fetch: Fetch, variables: Mapping[str, Any]) -> int | None:
    if fetch.answer in _LISTS:
        return fetch.max_rows
    return _page_size(schema, fetch, variables) if fetch.answer in _PAGES else 1


def _page_size(schema: GraphQLSchema, fetch: Fetch, variables: Mapping[str, Any]) -> int:
    """The page that its field asks for; one that is out of bounds is refused, so that nothing is below it."""
    parent = cast(GraphQLObjectType, schema.type_map[fetch.type_name])
    definition = parent.fields[fetch.field.name.value]
    asked = [argument.value for argument in fetch.field.arguments if argument.name.value == "first"]
    if any(isinstance(value, VariableNode) and value.name.value not in variables for value in asked):
        return fetch.page_size.most
    try:
        first = get_argument_values(definition, fetch.field, dict(variables)).get("first")
    except GraphQLError:
        return fetch.page_size.most
    return fetch.page_size.of(first, definition.args["first"].default_value) or 0


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.names.add(node.name.value)
