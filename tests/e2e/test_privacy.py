"""Who sees what: the rest of an answer survives what its caller may not see."""

import secrets
from typing import Any

import pytest

from tests.support.answers import Answer
from tests.support.people import Person
from tests.support.shop import Shop

USER = "query ($id: ID!) { user(id: $id) { id name phone } }"


def errors(answer: Answer) -> list[tuple[Any, str]]:
    return [(error["path"], error["extensions"]["code"]) for error in answer.errors]


@pytest.fixture
def stranger(shop: Shop) -> Person:
    """Somebody who has nothing to do with the customer."""
    return shop.sign_up("Stranger")


def test_people_see_their_own_phone_number(shop: Shop, customer: Person) -> None:
    answer = shop.graphql(USER, {"id": customer.id}, customer.access_token)

    assert answer.without_errors()["user"]["phone"] == customer.phone


def test_the_phone_number_of_somebody_else_is_null_with_an_error_at_its_path(
    shop: Shop, customer: Person, stranger: Person
) -> None:
    answer = shop.graphql(USER, {"id": customer.id}, stranger.access_token)

    assert answer.status == 200
    assert answer.data == {"user": {"id": customer.id, "name": customer.name, "phone": None}}
    assert errors(answer) == [(["user", "phone"], "FORBIDDEN")]
    assert customer.phone not in answer.text


def test_in_a_list_only_the_others_phone_numbers_are_withheld(
    shop: Shop, customer: Person, stranger: Person
) -> None:
    query = """
    query ($own: ID!, $other: ID!) {
      own: user(id: $own) { phone }
      other: user(id: $other) { name phone }
    }
    """

    answer = shop.graphql(query, {"own": customer.id, "other": stranger.id}, customer.access_token)

    assert answer.data == {"own": {"phone": customer.phone}, "other": {"name": stranger.name, "phone": None}}
    assert errors(answer) == [(["other", "phone"], "FORBIDDEN")]


def test_each_withheld_phone_number_of_a_page_has_an_error_of_its_own(shop: Shop, stranger: Person) -> None:
    answer = shop.graphql("{ users(first: 3) { nodes { name phone } } }", token=stranger.access_token)

    assert [node["phone"] for node in answer.data["users"]["nodes"]] == [None, None, None]
    assert errors(answer) == [(["users", "nodes", n, "phone"], "FORBIDDEN") for n in range(3)]


def test_an_admin_sees_every_phone_number(shop: Shop, admin: Person, customer: Person) -> None:
    answer = shop.graphql(USER, {"id": customer.id}, admin.access_token)

    assert answer.without_errors()["user"]["phone"] == customer.phone


def test_a_reservation_is_seen_by_its_holder_its_seller_and_a_clerk_and_by_nobody_else(
    shop: Shop, seller: Person, clerk: Person, customer: Person, stranger: Person
) -> None:
    reserved = shop.mutate(
        "reserveItem",
        "reservation { id }",
        customer,
        itemId=shop.add_item(seller)["id"],
        quantity=1,
        idempotencyKey=secrets.token_hex(8),
    )
    reservation = {"id": reserved["reservation"]["id"]}
    query = "query ($id: ID!) { node(id: $id) { id } }"

    for person in (customer, seller, clerk):
        seen = shop.graphql(query, reservation, person.access_token)
        assert seen.without_errors() == {"node": reservation}
    assert shop.graphql(query, reservation, stranger.access_token).data == {"node": None}


def test_the_reservations_of_somebody_else_are_forbidden(
    shop: Shop, customer: Person, stranger: Person
) -> None:
    query = "query ($id: ID!) { user(id: $id) { name reservations { nodes { id } } } }"

    answer = shop.graphql(query, {"id": customer.id}, stranger.access_token)

    assert answer.data == {"user": {"name": customer.name, "reservations": None}}
    assert errors(answer) == [(["user", "reservations"], "FORBIDDEN")]


def test_the_whole_journal_is_forbidden_to_a_customer(shop: Shop, customer: Person) -> None:
    answer = shop.graphql("{ journal { nodes { kind } } version }", token=customer.access_token)

    assert answer.data["journal"] is None
    assert answer.data["version"]
    assert errors(answer) == [(["journal"], "FORBIDDEN")]
