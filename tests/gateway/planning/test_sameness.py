"""Two fields of one definition are one call when their arguments are the same, however they are written."""

import pytest
from graphql import FieldNode, GraphQLField, OperationDefinitionNode, build_schema, parse

from gateway.planning.sameness import arguments_key

SCHEMA = build_schema("""
scalar Any
enum Order { NAME PRICE }
input Filter { name: String, ids: [ID!], order: Order = NAME }
type Query { books(first: Int = 20, order: Order = NAME, filter: Filter, ids: [ID], least: Float, any: Any): Int }
""")


def key_of(arguments: str) -> object:
    assert SCHEMA.query_type is not None
    definition: GraphQLField = SCHEMA.query_type.fields["books"]
    operation = parse(f"{{ books{arguments} }}").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    return arguments_key(definition, node)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "(first: 20)"),
        ("(order: NAME)", "(first: 20)"),
        ("(first: 5, order: PRICE)", "(order: PRICE, first: 5)"),
        ('(filter: {name: "a", ids: ["1"]})', '(filter: {ids: [1], name: """a"""})'),
        ('(filter: {ids: ["a"]})', '(filter: {ids: "a", order: NAME})'),
        ('(ids: "a")', '(ids: ["\\u0061"])'),
        ("(least: 1)", "(least: 1.0)"),
        ("(first: $a)", "(first: $a, order: NAME)"),
        ("(filter: {name: $a, ids: $b})", "(filter: {ids: $b, name: $a})"),
        ("(any: {a: [1], b: {}})", "(any: {b: {}, a: [1]})"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "(first: 21)"),
        ("(first: $a)", "(first: $b)"),
        ("(first: $a)", ""),
        ('(ids: ["a", "b"])', '(ids: ["b", "a"])'),
        ("(filter: {})", ""),
        ("(filter: {name: null})", "(filter: {})"),
        ("(any: 1)", "(any: true)"),
        ('(any: "$a")', "(any: $a)"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)
