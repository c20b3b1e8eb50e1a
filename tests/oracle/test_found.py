"""What was found by comparing bound fields with graphql-core, each by itself."""

import asyncio
from typing import Any

import pytest

from gateway.auth.viewer import ANONYMOUS, Viewer
from tests.oracle import library
from tests.oracle.bound import Answer, Asked, BoundCase, World
from tests.oracle.stock import Json, Problem, Stock

ADA = Viewer("p1", frozenset({"secrets", "all"}), "issuer")
PRICE = {"amount": "1", "currency": None}
BOOK: Json = {"id": "b1", "title": "Emma", "owner_id": "p1", "price": PRICE}
REFUSED = Problem(422, "VALIDATION_FAILED", (("/kind", "REQUIRED"),))


@pytest.fixture(scope="module")
def world() -> World:
    return World(library.schema)


def told(world: World, text: str, stock: Stock, viewer: Viewer = ADA, **variables: Any) -> Answer:
    """What both tell."""
    case = BoundCase(Asked(world, text), stock, viewer, variables)
    with asyncio.Runner() as runner:
        ours = case.ours(runner)
    assert ours.agrees(case.theirs())
    return ours


def holding(book: Json, **more: Any) -> Stock:
    people = [{"id": "p1", "name": "Ada"}]
    return Stock({"Book": [book], "Person": people, "Review": [], "Article": []}, **more)


@pytest.mark.parametrize("field", ["book(id: $id) { title }", "books(writer: $id) { totalCount }"])
def test_a_null_where_an_argument_may_have_none_fails_its_field_only(world: World, field: str) -> None:
    query = f'query ($id: ID = "b1") {{ {field} allBooks {{ title }} }}'
    answer = told(world, query, holding(BOOK), id=None)
    assert answer.data["allBooks"] == [{"title": "Emma"}]
    assert list(answer.errors) == ([(("book",), "BAD_USER_INPUT")] if "book(" in field else [])


def test_a_single_row_that_was_not_asked_for_is_a_fault(world: World) -> None:
    answer = told(world, '{ person(id: "p1") { name } }', holding(BOOK, faults={"Person": "stray"}))
    assert (answer.data, list(answer.errors)) == (
        {"person": None},
        [(("person",), "UPSTREAM_INVALID_RESPONSE")],
    )


def test_a_protected_member_that_a_single_row_lacks_is_a_fault(world: World) -> None:
    answer = told(world, '{ person(id: "p1") { name phone } }', holding(BOOK))
    assert list(answer.errors) == [(("person", "phone"), "UPSTREAM_INVALID_RESPONSE")]


def test_so_is_one_that_an_object_inside_a_row_lacks(world: World) -> None:
    answer = told(world, '{ book(id: "b1") { price { amount cost } } }', holding(BOOK))
    assert list(answer.errors) == [(("book", "price", "cost"), "UPSTREAM_INVALID_RESPONSE")]


def test_a_protected_member_that_is_left_out_for_null_is_null(world: World) -> None:
    answer = told(world, '{ book(id: "b1") { hint { amount } } }', holding(BOOK))
    assert (answer.data, list(answer.errors)) == ({"book": {"hint": None}}, [])


def test_unless_it_is_withheld(world: World) -> None:
    stock = holding(BOOK, withheld={"b1": ["hint"]})
    answer = told(world, '{ book(id: "b1") { hint { amount } } }', stock)
    assert list(answer.errors) == [(("book", "hint"), "FORBIDDEN")]


def test_a_user_error_names_a_member_that_was_not_given(world: World) -> None:
    query = 'mutation { adjust(input: {bookId: "b1", by: 1}) { userErrors { code field } } }'
    answer = told(world, query, holding(BOOK, done=REFUSED), ANONYMOUS)
    assert answer.data == {"adjust": {"userErrors": [{"code": "REQUIRED", "field": ["kind"]}]}}
