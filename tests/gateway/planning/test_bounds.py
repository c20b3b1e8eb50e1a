"""What an operation costs at most, told before it runs."""

# mypy: disallow-subclassing-any=False

from typing import Any

import graphene
import pytest
from graphql import GraphQLSchema

from gateway.binding.checks import checked_blueprint
from gateway.binding.declare import Entity, many, one
from gateway.binding.vocabulary import Collection, Service
from gateway.documents import Documents, TokenLimit
from gateway.planning.bounds import bounds, most_calls, size_variables
from gateway.planning.plan import Plan
from tests.gateway.library import schema as library

ATLAS = Service("atlas")


class Land(Entity, collection=Collection(ATLAS, "/lands", max_keys=10)):
    id = graphene.ID(required=True)
    towns = many(lambda: Town, by="land_id", max_rows=50)
    roads = many(lambda: Road, by="land_id")


class Town(Entity, collection=Collection(ATLAS, "/towns", max_keys=10)):
    id = graphene.ID(required=True)
    land = one(Land, key="land_id")


class Stop(graphene.ObjectType):
    town = one(Town, key="town_id")


class Road(Entity, collection=Collection(ATLAS, "/roads")):
    id = graphene.ID(required=True)
    land = one(Land, key="land_id")
    stops = graphene.List(Stop)


class Query(graphene.ObjectType):
    lands = many(Land, max_rows=30)
    roads = many(Road, max_rows=1)


ATLAS_SCHEMA = graphene.Schema(query=Query)


def plan_of(schema: graphene.Schema, query: str) -> tuple[GraphQLSchema, Plan]:
    blueprint = checked_blueprint(schema)
    documents: Documents[Plan] = Documents(blueprint, TokenLimit(), lambda plan: plan)
    return blueprint.schema, documents.get(query).operation(None).widest(None)


def calls(query: str, schema: graphene.Schema = library, **variables: Any) -> int | None:
    return most_calls(*plan_of(schema, query), variables)


@pytest.mark.parametrize(
    ("query", "most"),
    [
        pytest.param("{ lands { towns { id } } }", 1 + 3, id="thirty keys in tens"),
        pytest.param("{ lands { towns { land { id } } } }", 1 + 3 + 150, id="1,500 rows of lists of fifty"),
        pytest.param("{ lands { roads { id } } }", 1 + 1, id="the last list may have any length"),
        pytest.param("{ lands { roads { land { id } } } }", None, id="a key for each row of such a list"),
        pytest.param("{ roads { stops { town { id } } } }", None, id="a key for each item of a row's list"),
    ],
)
def test_lists_cost_what_their_length_says(query: str, most: int | None) -> None:
    assert calls(query, ATLAS_SCHEMA) == most


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("{ lands { roads { id } } }", "no max_rows says how long the list gets"),
        ("{ roads { stops { town { id } } } }", "stops of #0 is a list of any length"),
    ],
)
def test_what_is_not_bounded_says_why(query: str, why: str) -> None:
    assert bounds(*plan_of(ATLAS_SCHEMA, query), {})[1].why == why


@pytest.mark.parametrize(
    ("query", "most"),
    [
        pytest.param("{ greeting }", 0, id="nothing is bound"),
        pytest.param("{ whoeverWrote { ... on Book { author { name } } } }", 1, id="an object"),
        pytest.param(
            "{ whoeverWrote { ... on Person { books(first: 3) { nodes { press { name } } } } } }",
            1 + 3,
            id="and what is below it",
        ),
        pytest.param("{ favourites { author { name } } }", None, id="a list"),
        pytest.param("{ favourites { title } }", 0, id="a list that needs nothing"),
    ],
)
def test_calls_below_a_resolver_count(query: str, most: int | None) -> None:
    assert calls(query) == most


PAGES = "query ($n: Int, $s: String) { books(first: $n, search: $s) { nodes { press { name } } } }"


def test_a_page_is_as_large_as_its_variable_says() -> None:
    assert [calls(PAGES, n=n) for n in (1, 7)] == [2, 8]
    assert calls(PAGES) == 101, "not given: the largest"
    assert calls(PAGES, n=None) == 21, "null: the default"


def test_only_page_sizes_matter_of_the_variables() -> None:
    assert size_variables(plan_of(library, PAGES)[1]) == {"n"}
