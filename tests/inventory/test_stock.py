"""Adjusting, reserving, releasing, fulfilling: what each does and to whom it is refused."""

import pytest

from tests.inventory.acting import adjust, code, end, new_key, pointers, reserve
from tests.support.people import Item, Person
from tests.support.shop import Shop

NOBODYS_ITEM = {"id": "itm_01h455vb4pex5vsknk084sn02q"}


def levels(stock: Shop, item: Item) -> tuple[int, int, int]:
    row = stock.item(item["id"])
    return row["quantity"], row["reserved"], row["available"]


def test_a_reservation_holds_released_stock_comes_back_fulfilled_stock_leaves(
    stock: Shop, item: Item, seller: Person, customer: Person
) -> None:
    first, second = (reserve(stock, customer, item, units).json() for units in (3, 4))
    assert levels(stock, item) == (10, 7, 3)

    released = end(stock, customer, first["id"], "release")
    assert (released.status_code, released.json()["status"]) == (200, "RELEASED")
    assert levels(stock, item) == (10, 4, 6)

    fulfilled = end(stock, seller, second["id"], "fulfil")
    assert (fulfilled.status_code, fulfilled.json()["status"]) == (200, "FULFILLED")
    assert levels(stock, item) == (6, 0, 6)


def test_an_end_is_final(stock: Shop, item: Item, clerk: Person, customer: Person) -> None:
    held = reserve(stock, customer, item).json()
    assert end(stock, customer, held["id"], "release").status_code == 200

    assert code(end(stock, customer, held["id"], "release")) == "NOT_HELD"
    assert code(end(stock, clerk, held["id"], "fulfil")) == "NOT_HELD"
    assert levels(stock, item) == (10, 0, 10)


def test_more_than_is_available_is_refused_at_its_member(stock: Shop, item: Item, customer: Person) -> None:
    refused = reserve(stock, customer, item, 11)

    assert (refused.status_code, pointers(refused)) == (409, {"/quantity": "OUT_OF_STOCK"})
    assert levels(stock, item) == (10, 0, 10)


def test_a_refusal_is_the_answer_to_its_key_for_good(
    stock: Shop, item: Item, seller: Person, customer: Person
) -> None:
    key = new_key()
    first = reserve(stock, customer, item, 11, key)
    adjust(stock, seller, item, 5)

    again = reserve(stock, customer, item, 11, key)

    assert (again.status_code, again.json()) == (409, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_stands_for_one_request_of_one_caller(
    stock: Shop, item: Item, customer: Person, seller: Person
) -> None:
    key = new_key()
    held = reserve(stock, customer, item, 1, key)

    assert code(reserve(stock, customer, item, 2, key)) == "IDEMPOTENCY_KEY_REUSED"
    assert reserve(stock, seller, item, 1, key).json()["id"] != held.json()["id"]


def test_reserving_demands_a_key(stock: Shop, item: Item, customer: Person) -> None:
    path = f"/items/{item['id']}/reservations"

    refused = stock.rest(customer).send("POST", "inventory", path, {"quantity": 1})

    assert (refused.status_code, code(refused)) == (400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize(("units", "why"), [(0, "TOO_SMALL"), (-1, "TOO_SMALL"), (10**12, "TOO_LARGE")])
def test_a_quantity_to_hold_is_at_least_one(
    stock: Shop, item: Item, customer: Person, units: int, why: str
) -> None:
    refused = reserve(stock, customer, item, units)

    assert (refused.status_code, pointers(refused)) == (422, {"/quantity": why})


def test_what_is_not_there_cannot_be_reserved_or_adjusted(
    stock: Shop, clerk: Person, customer: Person
) -> None:
    assert code(reserve(stock, customer, NOBODYS_ITEM)) == "NOT_FOUND"
    assert code(adjust(stock, clerk, NOBODYS_ITEM, 1)) == "NOT_FOUND"


def test_stock_is_never_adjusted_below_what_is_reserved(
    stock: Shop, item: Item, seller: Person, customer: Person
) -> None:
    reserve(stock, customer, item, 4)

    refused = adjust(stock, seller, item, -7)
    assert (refused.status_code, pointers(refused)) == (409, {"/by": "STOCK_RESERVED"})
    assert adjust(stock, seller, item, -6).json()["available"] == 0
    assert levels(stock, item) == (4, 4, 0)


def test_stock_is_never_more_than_a_quantity_can_say(stock: Shop, item: Item, seller: Person) -> None:
    refused = adjust(stock, seller, item, 1_000_000_000)

    assert (refused.status_code, pointers(refused)) == (409, {"/by": "STOCK_LIMIT_EXCEEDED"})


def test_an_adjustment_repeated_with_its_key_counts_once(stock: Shop, item: Item, seller: Person) -> None:
    key = {"Idempotency-Key": new_key()}

    answers = [adjust(stock, seller, item, 5, key) for _ in range(2)]

    assert [answer.json()["quantity"] for answer in answers] == [15, 15]
    assert levels(stock, item) == (15, 0, 15)


def test_an_adjustment_must_change_something_for_a_reason(stock: Shop, item: Item, seller: Person) -> None:
    path = f"/items/{item['id']}/adjustments"

    refused = stock.rest(seller).send("POST", "inventory", path, {"by": 0, "reason": " "})

    assert (refused.status_code, pointers(refused)) == (422, {"/by": "ZERO", "/reason": "TOO_SHORT"})


def test_only_the_seller_or_a_clerk_adjusts(stock: Shop, item: Item, clerk: Person, customer: Person) -> None:
    assert adjust(stock, clerk, item, 1).status_code == 200
    assert code(adjust(stock, customer, item, 1)) == "FORBIDDEN"
    assert code(adjust(stock, stock.with_role("SELLER"), item, 1)) == "FORBIDDEN"
