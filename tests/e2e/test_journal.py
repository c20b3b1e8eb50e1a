"""The journal tells what happened, seconds after it did, wherever the services were meanwhile."""

import secrets
from collections import Counter
from typing import Any

from tests.support.people import Person
from tests.support.shop import Shop
from tests.support.waiting import eventually

TOLD_WITHIN_S = 15.0
OWN_JOURNAL = "{ viewer { journal(first: 50) { nodes { id kind at detail item { id } user { id } } } } }"


def entries(shop: Shop, person: Person) -> list[dict[str, Any]]:
    """The person's own journal as the gateway tells it, newest first."""
    found: list[dict[str, Any]] = shop.graphql(OWN_JOURNAL, token=person.access_token).without_errors()[
        "viewer"
    ]["journal"]["nodes"]
    return found


def kinds(shop: Shop, person: Person) -> Counter[str]:
    return Counter(entry["kind"] for entry in entries(shop, person))


def reserve(shop: Shop, person: Person, item_id: str) -> str:
    payload = shop.mutate(
        "reserveItem",
        "reservation { id }",
        person,
        itemId=item_id,
        quantity=1,
        idempotencyKey=secrets.token_hex(8),
    )
    return str(payload["reservation"]["id"])


def test_it_tells_of_a_sign_up(shop: Shop, customer: Person) -> None:
    (entry,) = eventually(lambda: entries(shop, customer), TOLD_WITHIN_S)

    assert entry["kind"] == "user.added"
    assert entry["user"] == {"id": customer.id}
    assert entry["item"] is None
    assert entry["detail"]


def test_it_tells_of_both_services_in_the_order_of_what_happened(
    shop: Shop, seller: Person, customer: Person
) -> None:
    item = shop.add_item(seller)
    reservation = reserve(shop, customer, item["id"])
    shop.mutate("releaseReservation", "reservation { id }", customer, reservationId=reservation)
    shop.mutate("changePhone", "user { id }", customer, phone="447700900180")

    eventually(lambda: len(entries(shop, customer)) >= 4, TOLD_WITHIN_S)

    told = entries(shop, customer)
    assert [entry["at"] for entry in told] == sorted((entry["at"] for entry in told), reverse=True)
    assert Counter(entry["kind"] for entry in told) == {
        "user.added": 1,
        "reservation.held": 1,
        "reservation.released": 1,
        "user.phone_changed": 1,
    }
    assert {entry["item"]["id"] for entry in told if entry["item"]} == {item["id"]}


def test_what_happened_while_user_service_was_away_is_told_once_when_it_is_back(
    shop: Shop, seller: Person, customer: Person
) -> None:
    item = shop.add_item(seller)
    with shop.users.away():
        reserve(shop, customer, item["id"])

    eventually(lambda: len(kinds(shop, customer)) == 2, TOLD_WITHIN_S)

    assert kinds(shop, customer) == {"user.added": 1, "reservation.held": 1}


def test_what_happened_just_before_inventory_service_went_away_is_told_once_when_it_is_back(
    shop: Shop, seller: Person, customer: Person
) -> None:
    item = shop.add_item(seller)
    reserve(shop, customer, item["id"])
    shop.inventory.kill()
    shop.inventory.start()

    eventually(lambda: len(kinds(shop, customer)) == 2, TOLD_WITHIN_S)

    assert kinds(shop, customer) == {"user.added": 1, "reservation.held": 1}


def test_it_keeps_telling_of_people_while_inventory_service_is_away(shop: Shop) -> None:
    with shop.inventory.away():
        somebody = shop.sign_up()
        told = eventually(
            lambda: shop.rest(somebody).found("users", f"/journal?user_id={somebody.id}")["pages"][
                somebody.id
            ]["items"],
            TOLD_WITHIN_S,
        )

    assert [row["kind"] for row in told] == ["user.added"]


def test_a_clerk_reads_everybodys(shop: Shop, clerk: Person, customer: Person) -> None:
    eventually(lambda: entries(shop, customer), TOLD_WITHIN_S)

    answer = shop.graphql("{ journal(first: 50) { nodes { user { id } } } }", token=clerk.access_token)

    assert customer.id in [node["user"]["id"] for node in answer.without_errors()["journal"]["nodes"]]
