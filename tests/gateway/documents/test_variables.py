"""Variables are coerced as graphql-core coerces them, whichever way they go."""

from itertools import product
from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse
from graphql.execution.values import get_variable_values

from gateway.documents.variables import Variables
from gateway.errors import DocumentRefused

SCHEMA = build_schema("type Query { a: Int } input Range { from: Int! } enum Colour { RED } scalar Any")

DEFAULTS = {
    "Int": "7",
    "String": '"x"',
    "ID": "7",
    "Boolean": "true",
    "Float": "1",
    "[Int!]": "[1]",
    "Range": "{from: 1}",
    "Colour": "RED",
    "Any": "{a: 1}",
}
VALUES: list[Any] = [
    0,
    -1,
    2**31 - 1,
    2**31,
    -(2**31),
    -(2**31) - 1,
    10**30,
    1.0,
    1.5,
    True,
    None,
    "",
    "RED",
    "é\ud800",
    [1],
    {"from": 1},
    {},
]
NOT_GIVEN = object()


def operation_of(text: str) -> OperationDefinitionNode:
    [node] = parse(text).definitions
    assert isinstance(node, OperationDefinitionNode)
    return node


def told(operation: OperationDefinitionNode, given: dict[str, Any]) -> object:
    try:
        values = Variables(SCHEMA, operation).coerced(given)
    except DocumentRefused as refused:
        return [error.message for error in refused.errors]
    return {name: (type(value), value) for name, value in values.items()}


def expected(operation: OperationDefinitionNode, given: dict[str, Any]) -> object:
    values = get_variable_values(SCHEMA, operation.variable_definitions, given)
    if isinstance(values, list):
        return [error.message for error in values]
    return {name: (type(value), value) for name, value in values.items()}


@pytest.mark.parametrize(
    "form", ["{type}", "{type}!", "{type} = {default}", "{type}! = {default}", "{type} = null"]
)
@pytest.mark.parametrize("type_", DEFAULTS)
def test_each_value_of_each_type_is_read_as_graphql_core_reads_it(type_: str, form: str) -> None:
    declared = form.format(type=type_, default=DEFAULTS[type_])
    operation = operation_of(f"query ($a: {declared}) {{ a }}")
    for value in (*VALUES, NOT_GIVEN):
        given = {} if value is NOT_GIVEN else {"a": value}
        assert told(operation, given) == expected(operation, given), given


def test_one_value_that_is_unusual_does_not_change_the_others() -> None:
    operation = operation_of('query ($a: Int, $b: ID!, $c: String = "x") { a }')
    for a, b, c in product([1, 1.0, None, NOT_GIVEN], ["b", 1, None, NOT_GIVEN], ["c", 1, None, NOT_GIVEN]):
        given = {name: value for name, value in zip("abc", (a, b, c), strict=True) if value is not NOT_GIVEN}
        assert told(operation, given) == expected(operation, given), given


def test_what_the_operation_does_not_declare_is_passed_over() -> None:
    assert told(operation_of("query ($a: Int) { a }"), {"a": 1, "z": [2]}) == {"a": (int, 1)}
    assert told(operation_of("{ a }"), {"z": 1}) == {}
