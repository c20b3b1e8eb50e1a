"""What sellers, clerks and buyers do with the stock."""

import secrets

import pytest

from tests.support.people import Item, Person
from tests.support.shop import Shop

ITEM = "item { id quantity reserved available }"
RESERVATION = "reservation { id status quantity user { id } item { id } }"


def new_key() -> str:
    return secrets.token_hex(8)


@pytest.fixture
def item(shop: Shop, seller: Person) -> Item:
    """Ten pieces of something new."""
    return shop.add_item(seller, quantity=10)


@pytest.fixture
def held(shop: Shop, item: Item, customer: Person) -> str:
    """The id of a reservation of three of the ten pieces, held by the customer."""
    row = shop.rest(customer).created(
        "inventory", f"/items/{item['id']}/reservations", {"quantity": 3}, {"Idempotency-Key": new_key()}
    )
    return str(row["id"])


def test_a_seller_adds_an_item(shop: Shop, seller: Person) -> None:
    sku = f"NEW-{secrets.token_hex(4).upper()}"

    payload = shop.mutate(
        "addItem",
        "item { sku name description price { amount currency } quantity available seller { id name } }",
        seller,
        sku=sku,
        name="Oak bird feeder",
        description="Holds a litre of seed.",
        amount="39.50",
        quantity=4,
    )

    assert payload["userErrors"] == []
    assert payload["item"] == {
        "sku": sku,
        "name": "Oak bird feeder",
        "description": "Holds a litre of seed.",
        "price": {"amount": "39.50", "currency": "EUR"},
        "quantity": 4,
        "available": 4,
        "seller": {"id": seller.id, "name": seller.name},
    }
    found = shop.graphql("query ($sku: String!) { itemBySku(sku: $sku) { name } }", {"sku": sku})
    assert found.without_errors() == {"itemBySku": {"name": "Oak bird feeder"}}


def test_a_seller_changes_only_what_is_named(shop: Shop, seller: Person, item: Item) -> None:
    payload = shop.mutate(
        "updateItem",
        "item { name description price { amount currency } }",
        seller,
        itemId=item["id"],
        amount="19.90",
        description="Second glaze.",
    )

    assert payload["userErrors"] == []
    assert payload["item"] == {
        "name": item["name"],
        "description": "Second glaze.",
        "price": {"amount": "19.90", "currency": "EUR"},
    }


def test_a_clerk_counts_stock_that_is_not_their_own(shop: Shop, clerk: Person, item: Item) -> None:
    payload = shop.mutate("adjustStock", ITEM, clerk, itemId=item["id"], by=-4, reason="Broken in the kiln")

    assert payload["userErrors"] == []
    assert payload["item"] == {"id": item["id"], "quantity": 6, "reserved": 0, "available": 6}


def test_an_adjustment_repeated_with_its_key_is_counted_once(shop: Shop, seller: Person, item: Item) -> None:
    adjustment = {"itemId": item["id"], "by": 5, "reason": "Delivery", "idempotencyKey": new_key()}

    first = shop.mutate("adjustStock", ITEM, seller, **adjustment)
    again = shop.mutate("adjustStock", ITEM, seller, **adjustment)

    assert first["userErrors"] == again["userErrors"] == []
    assert shop.item(item["id"])["quantity"] == 15


def test_reserving_holds_stock_for_the_buyer(shop: Shop, customer: Person, item: Item) -> None:
    payload = shop.mutate(
        "reserveItem",
        f"{RESERVATION} {ITEM}",
        customer,
        itemId=item["id"],
        quantity=3,
        idempotencyKey=new_key(),
    )

    assert payload["userErrors"] == []
    assert payload["item"] == {"id": item["id"], "quantity": 10, "reserved": 3, "available": 7}
    assert payload["reservation"] == {
        "id": payload["reservation"]["id"],
        "status": "HELD",
        "quantity": 3,
        "user": {"id": customer.id},
        "item": {"id": item["id"]},
    }


def test_releasing_gives_the_stock_back(shop: Shop, customer: Person, item: Item, held: str) -> None:
    payload = shop.mutate(
        "releaseReservation", f"reservation {{ id status }} {ITEM}", customer, reservationId=held
    )

    assert payload["userErrors"] == []
    assert payload["reservation"] == {"id": held, "status": "RELEASED"}
    assert payload["item"] == {"id": item["id"], "quantity": 10, "reserved": 0, "available": 10}


def test_fulfilling_takes_the_stock_off_the_shelf(shop: Shop, seller: Person, item: Item, held: str) -> None:
    payload = shop.mutate(
        "fulfilReservation", f"reservation {{ id status }} {ITEM}", seller, reservationId=held
    )

    assert payload["userErrors"] == []
    assert payload["reservation"] == {"id": held, "status": "FULFILLED"}
    assert payload["item"] == {"id": item["id"], "quantity": 7, "reserved": 0, "available": 7}


@pytest.mark.parametrize("field", ["releaseReservation", "fulfilReservation"])
def test_to_a_stranger_a_reservation_does_not_exist(shop: Shop, item: Item, held: str, field: str) -> None:
    payload = shop.mutate(field, "reservation { status }", shop.sign_up("Stranger"), reservationId=held)

    assert payload["reservation"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_FOUND"]
    assert shop.item(item["id"])["reserved"] == 3


@pytest.mark.parametrize(
    ("field", "members"),
    [
        ("updateItem", {"name": "Mine now"}),
        ("adjustStock", {"by": -1, "reason": "Took one"}),
    ],
)
def test_a_seller_cannot_touch_what_another_sells(
    shop: Shop, item: Item, field: str, members: dict[str, object]
) -> None:
    other = shop.with_role("SELLER", "Other maker")

    answer = shop.mutation(field, "item { id }", other, itemId=item["id"], **members)

    assert answer.data == {field: None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [
        ([field], "FORBIDDEN")
    ]
    assert shop.item(item["id"]) == item


@pytest.mark.parametrize(
    ("field", "members"),
    [
        ("addItem", {"sku": "NOT-MINE", "name": "Anything", "amount": "1.00"}),
        ("changePhone", {"phone": "447700900199"}),
        ("reserveItem", {"itemId": "itm_01h455vb4pex5vsknk084sn02q", "quantity": 1, "idempotencyKey": "k"}),
    ],
)
def test_writing_needs_somebody_signed_in(shop: Shop, field: str, members: dict[str, object]) -> None:
    answer = shop.mutation(field, "__typename", None, **members)

    assert answer.data == {field: None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [
        ([field], "UNAUTHENTICATED")
    ]
