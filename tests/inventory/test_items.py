"""What is said of an item: adding it, changing it, finding it by key."""

import secrets
from typing import Any

import pytest

from tests.inventory.acting import code, pointers
from tests.support.people import Item, Person
from tests.support.shop import Shop

pytestmark = pytest.mark.parametrize("stock", ["sqlite"], indirect=True, scope="package")


def new_item(**members: Any) -> dict[str, Any]:
    """A sound new item, but for `members`."""
    row = {
        "sku": f"JUG-{secrets.token_hex(4)}",
        "name": "Milk jug",
        "price": {"amount": "9.90", "currency": "EUR"},
    }
    return {**row, **members}


def test_the_caller_becomes_the_seller_of_what_they_add(stock: Shop, seller: Person) -> None:
    body = new_item(description="Pours.\nDoes not drip.", quantity=3)

    answer = stock.rest(seller).send("POST", "inventory", "/items", body)

    row = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/items/{row['id']}")
    assert row == body | {
        "id": row["id"],
        "reserved": 0,
        "available": 3,
        "seller_id": seller.id,
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
    }
    assert stock.item(row["id"]) == row


def test_names_are_trimmed_and_composed_and_stock_begins_empty(stock: Shop, seller: Person) -> None:
    row = stock.rest(seller).created("inventory", "/items", new_item(name="  Kru\u0308g  "))

    assert (row["name"], row["quantity"], row["description"]) == ("Krüg", 0, None)


@pytest.mark.parametrize(
    ("_case", "members", "faults"),
    [
        ("sku with a blank", {"sku": "A B"}, {"/sku": "MALFORMED_SKU"}),
        ("no name", {"name": "  "}, {"/name": "TOO_SHORT"}),
        ("name too long", {"name": "n" * 121}, {"/name": "TOO_LONG"}),
        ("line break in a name", {"name": "Milk\njug"}, {"/name": "CONTROL_CHARACTER"}),
        ("description too long", {"description": "d" * 2001}, {"/description": "TOO_LONG"}),
        ("fewer than none", {"quantity": -1}, {"/quantity": "TOO_SMALL"}),
        ("more than fits", {"quantity": 1_000_000_001}, {"/quantity": "TOO_LARGE"}),
        (
            "a negative price",
            {"price": {"amount": "-1.00", "currency": "EUR"}},
            {"/price/amount": "MALFORMED_AMOUNT"},
        ),
        (
            "a tenth of a cent",
            {"price": {"amount": "1.001", "currency": "EUR"}},
            {"/price/amount": "TOO_PRECISE"},
        ),
        (
            "no currency",
            {"price": {"amount": "1.00", "currency": "€"}},
            {"/price/currency": "MALFORMED_CURRENCY"},
        ),
        (
            "several at once",
            {"sku": "", "name": "", "price": {"amount": "free", "currency": "EUR"}},
            {"/sku": "MALFORMED_SKU", "/name": "TOO_SHORT", "/price/amount": "MALFORMED_AMOUNT"},
        ),
    ],
)
def test_every_member_that_breaks_a_rule_is_named(
    stock: Shop, seller: Person, _case: str, members: dict[str, Any], faults: dict[str, str]
) -> None:
    refused = stock.rest(seller).send("POST", "inventory", "/items", new_item(**members))

    assert (refused.status_code, code(refused)) == (422, "VALIDATION_FAILED")
    assert pointers(refused) == faults


@pytest.mark.parametrize(
    ("_case", "members", "pointer"),
    [
        ("a number as a text", {"quantity": "3"}, "/quantity"),
        ("an amount as a number", {"price": {"amount": 9.9, "currency": "EUR"}}, "/price/amount"),
        ("a member that nobody knows", {"colour": "blue"}, "/colour"),
    ],
)
def test_a_body_of_another_shape_is_refused(
    stock: Shop, seller: Person, _case: str, members: dict[str, Any], pointer: str
) -> None:
    refused = stock.rest(seller).send("POST", "inventory", "/items", new_item(**members))

    assert (refused.status_code, list(pointers(refused))) == (400, [pointer])


def test_a_sku_is_taken_once(stock: Shop, seller: Person, item: Item) -> None:
    refused = stock.rest(seller).send("POST", "inventory", "/items", new_item(sku=item["sku"]))
    other_case = stock.rest(seller).send("POST", "inventory", "/items", new_item(sku=item["sku"].lower()))

    assert (refused.status_code, pointers(refused)) == (409, {"/sku": "SKU_TAKEN"})
    assert other_case.status_code == 201


def test_prices_are_in_the_shops_currency(stock: Shop, seller: Person, item: Item) -> None:
    dollars = {"price": {"amount": "9.90", "currency": "USD"}}

    added = stock.rest(seller).send("POST", "inventory", "/items", new_item(**dollars))
    changed = stock.rest(seller).send(
        "PATCH", "inventory", f"/items/{item['id']}", {"price": {"currency": "USD"}}
    )

    for refused in (added, changed):
        assert (refused.status_code, pointers(refused)) == (
            422,
            {"/price/currency": "CURRENCY_NOT_SUPPORTED"},
        )


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"name": "Cream jug"}, {"name": "Cream jug"}),
        ({"description": "Pours."}, {"description": "Pours."}),
        ({"description": None}, {"description": None}),
        ({"price": {"amount": "12.5"}}, {"price": {"amount": "12.50", "currency": "EUR"}}),
        ({"price": {"currency": "EUR"}}, {}),
        ({}, {}),
    ],
)
def test_a_change_touches_only_what_it_names(
    stock: Shop, seller: Person, change: dict[str, Any], seen: dict[str, Any]
) -> None:
    item = stock.add_item(seller, description="Holds half a litre.")

    answer = stock.rest(seller).send("PATCH", "inventory", f"/items/{item['id']}", change)

    assert answer.status_code == 200
    assert (
        answer.json() == item | seen | {"updated_at": answer.json()["updated_at"]} == stock.item(item["id"])
    )


def test_only_the_seller_or_a_clerk_changes_an_item(
    stock: Shop, item: Item, clerk: Person, customer: Person
) -> None:
    path, change = f"/items/{item['id']}", {"name": "Mine"}

    assert stock.rest(clerk).send("PATCH", "inventory", path, change).status_code == 200
    for person in (customer, stock.with_role("SELLER")):
        assert code(stock.rest(person).send("PATCH", "inventory", path, change)) == "FORBIDDEN"
    assert stock.rest().send("PATCH", "inventory", path, change).status_code == 401


def test_selling_takes_the_scope(stock: Shop, customer: Person) -> None:
    assert code(stock.rest(customer).send("POST", "inventory", "/items", new_item())) == "FORBIDDEN"


def test_items_are_found_by_ids_and_skus_and_what_is_not_there_is_absent(stock: Shop, seller: Person) -> None:
    items = [stock.add_item(seller) for _ in range(3)]
    by_id = "&".join(f"id={item['id']}" for item in items) + "&id=itm_01h455vb4pex5vsknk084sn02q"
    by_sku = "&".join(f"sku={item['sku']}" for item in items) + "&sku=NOT-THERE"

    for query in (by_id, by_sku):
        found = stock.rest().found("inventory", f"/items?{query}")
        assert sorted(found["items"], key=lambda row: row["id"]) == items


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/items/itm_01h455vb4pex5vsknk084sn02q", 404, "NOT_FOUND"),
        ("/items/usr_01h455vb4pex5vsknk084sn02q", 400, "MALFORMED_ID"),
        ("/items?id=itm_x", 400, "MALFORMED_ID"),
        ("/items?" + "&".join(f"sku=S{n}" for n in range(101)), 400, "TOO_MANY_KEYS"),
        ("/items?sku=A&in_stock=true", 400, "CONFLICTING_PARAMETERS"),
        ("/items?colour=blue", 400, "UNKNOWN_PARAMETER"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(stock: Shop, path: str, status: int, why: str) -> None:
    refused = stock.rest().send("GET", "inventory", path)

    assert (refused.status_code, code(refused)) == (status, why)
