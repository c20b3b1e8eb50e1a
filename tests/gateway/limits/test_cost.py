"""What operations cost: objects, as often as lists may be long."""

# mypy: disallow-subclassing-any=False
# mypy: disable-error-code="misc"

from typing import Any

import graphene
import pytest

from gateway.binding.checks import checked_blueprint
from gateway.binding.declare import Entity, many, one, page
from gateway.binding.sdl import print_sdl
from gateway.binding.vocabulary import Collection, Service
from gateway.settings import Settings
from tests.gateway.limits.desk import Desk

COSTS = [
    ("{ version }", {}, 0),
    ("{ __schema { types { name fields { name } } } }", {}, 0),
    ('{ book(id: "bok_1") { id title } }', {}, 1),
    ("{ books { nodes { id } } }", {}, 21),
    ("{ books(first: null) { nodes { id } } }", {}, 21),
    ("{ books(first: 100) { totalCount pageInfo { hasNextPage } nodes { id author { name } } } }", {}, 202),
    ("{ books(first: 10) { edges { node { id } } nodes { id } } }", {}, 31),
    ("{ books(first: 5) { nodes { id } } books(first: 5) { nodes { title } } }", {}, 6),
    ("{ books(first: 5) { ...a } } fragment a on BookConnection { nodes { id } }", {}, 6),
    ("query($n: Int) { books(first: $n) { nodes { id } } }", {"n": 7}, 8),
    ("query($n: Int) { books(first: $n) { nodes { id } } }", {"n": None}, 21),
    ("query($n: Int = 3) { books(first: $n) { nodes { id } } }", {}, 4),
    ("query($n: Int = 3) { books(first: $n) { nodes { id } } }", {"n": 4}, 5),
    ("query($yes: Boolean!) { books @include(if: $yes) { nodes { id } } version }", {"yes": True}, 21),
    ("query($yes: Boolean!) { books @include(if: $yes) { nodes { id } } version }", {"yes": False}, 0),
    ("{ books @skip(if: true) { nodes { id } } version }", {}, 0),
    (
        '{ node(id: "x") { id ... on Person { books { nodes { id } } } ... on Book { author { id } } } }',
        {},
        22,
    ),
    ('mutation { addBook(input: {title: "t"}) { book { id } } }', {}, 12),
]


@pytest.fixture(scope="module")
def priced() -> Any:
    with Desk(Settings(introspection=True, show_cost=True)) as desk:
        yield desk


@pytest.mark.parametrize(("query", "variables", "cost"), COSTS)
def test_an_operation_costs_what_it_may_ask_for(
    priced: Desk, query: str, variables: dict[str, Any], cost: int
) -> None:
    assert priced.ask(query, variables).headers["GraphQL-Cost"] == str(cost)
    assert priced.ask(query, variables).headers["GraphQL-Cost"] == str(cost)


def test_costs_are_told_only_where_that_is_wanted(desk: Desk) -> None:
    assert "GraphQL-Cost" not in desk.ask("{ version }").headers


def test_the_log_and_the_metrics_have_the_cost(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.ask("{ books(first: 9) { nodes { id } } }")
    desk.gateway.endpoint.access_log.flush()
    assert '"cost":10' in capsys.readouterr().out
    assert 'gateway_operation_cost_bucket{client="address",le="10.0"}' in desk.metrics()


class Parcel(Entity):
    class Meta:
        collection = Collection(Service("books"), "/parcels")

    id = graphene.ID(required=True)
    parts = many(lambda: Parcel, by="whole_id", max_rows=4)
    others = many(lambda: Parcel, by="other_id")
    whole = one(lambda: Parcel, key="whole_id", cost=50)


class Post(graphene.ObjectType):
    parcels = page(Parcel)


def test_weights_and_sizes_are_printed_and_counted() -> None:
    schema: Any = graphene.Schema(query=Post)
    sdl = print_sdl(checked_blueprint(schema))
    assert "parts: [Parcel!] @listSize(assumedSize: 4)" in sdl
    assert "whole: Parcel @cost(weight: 50)" in sdl
    with Desk(Settings(show_cost=True), schema) as desk:
        for selected, cost in [("parts { id }", 4), ("others { id }", 10), ("whole { id }", 50)]:
            reply = desk.ask(f"{{ parcels(first: 1) {{ nodes {{ {selected} }} }} }}")
            assert reply.headers["GraphQL-Cost"] == str(2 + cost)
