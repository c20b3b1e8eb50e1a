"""What a caller did wrong comes back as data: a code, a sentence and the field at fault."""

import secrets
from typing import Any

import pytest

from tests.support.people import PASSWORD, Item, Person
from tests.support.shop import Shop

NEWCOMER = {"name": "Somebody New", "phone": "447700900150", "password": PASSWORD}
NEW_ITEM = {"sku": "FAULTY-1", "name": "Faulty item", "amount": "5.00"}
UNKNOWN_ITEM = "itm_01h455vb4pex5vsknk084sn02q"


@pytest.fixture(scope="module")
def item(shop: Shop, seller: Person) -> Item:
    """Two pieces, one of them held by the seller."""
    item = shop.add_item(seller, quantity=2)
    key = {"Idempotency-Key": secrets.token_hex(8)}
    shop.rest(seller).created("inventory", f"/items/{item['id']}/reservations", {"quantity": 1}, key)
    return item


def refusal(
    shop: Shop, field: str, payload_field: str, person: Person | None, members: dict[str, Any]
) -> Any:
    """The one user error of a mutation that did nothing."""
    payload = shop.mutate(field, f"{payload_field} {{ __typename }}", person, **members)
    assert payload[payload_field] is None
    (error,) = payload["userErrors"]
    assert len(error["message"]) > 10
    return error["code"], error["field"]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": "Shorty"}, "TOO_SHORT", "name"),
        ({"name": "With/a slash"}, "INVALID_CHARACTER", "name"),
        ({"phone": "12345"}, "TOO_SMALL", "phone"),
        ({"phone": "not a number"}, "INVALID_PHONE", "phone"),
        ({"email": "nowhere"}, "INVALID_EMAIL", "email"),
        ({"password": "short"}, "TOO_SHORT", "password"),
    ],
)
def test_signing_up_wrongly(shop: Shop, wrong: dict[str, str], code: str, field: str) -> None:
    assert refusal(shop, "signUp", "user", None, NEWCOMER | wrong) == (code, [field])


def test_a_name_is_taken_whatever_its_case(shop: Shop, customer: Person) -> None:
    wrong = NEWCOMER | {"name": customer.name.upper()}

    assert refusal(shop, "signUp", "user", None, wrong) == ("NAME_TAKEN", ["name"])


@pytest.mark.parametrize("member", ["name", "password"])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(shop: Shop, customer: Person, member: str) -> None:
    members = {"name": customer.name, "password": PASSWORD} | {member: "something else entirely"}

    assert refusal(shop, "logIn", "session", None, members) == ("INVALID_CREDENTIALS", ["password"])


def test_a_phone_number_too_small(shop: Shop, customer: Person) -> None:
    assert refusal(shop, "changePhone", "user", customer, {"phone": "8999999999"}) == ("TOO_SMALL", ["phone"])


def test_a_wrong_current_password(shop: Shop, customer: Person) -> None:
    members = {"currentPassword": "not what it is", "newPassword": "quite another one"}

    payload = shop.mutate("changePassword", "ok", customer, **members)

    assert payload["ok"] is False
    assert [error["code"] for error in payload["userErrors"]] == ["WRONG_PASSWORD"]
    assert payload["userErrors"][0]["field"] == ["currentPassword"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sku": "no spaces allowed"}, "sku"),
        ({"name": ""}, "name"),
        ({"amount": "-1.00"}, "amount"),
        ({"amount": "1.999"}, "amount"),
        ({"currency": "CHF"}, "currency"),
        ({"quantity": -1}, "quantity"),
    ],
)
def test_adding_an_item_wrongly(shop: Shop, seller: Person, wrong: dict[str, Any], field: str) -> None:
    assert refusal(shop, "addItem", "item", seller, NEW_ITEM | wrong)[1] == [field]


def test_a_sku_is_taken(shop: Shop, seller: Person, item: Item) -> None:
    wrong = NEW_ITEM | {"sku": item["sku"]}

    assert refusal(shop, "addItem", "item", seller, wrong) == ("SKU_TAKEN", ["sku"])


@pytest.mark.parametrize("by", [-2, -3])
def test_stock_is_not_adjusted_below_what_is_reserved(
    shop: Shop, seller: Person, item: Item, by: int
) -> None:
    members = {"itemId": item["id"], "by": by, "reason": "Miscounted"}

    assert refusal(shop, "adjustStock", "item", seller, members) == ("STOCK_RESERVED", ["by"])


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"quantity": 2}, "OUT_OF_STOCK", "quantity"),
        ({"quantity": 0}, "TOO_SMALL", "quantity"),
        ({"itemId": "itm_nonsense"}, "BAD_USER_INPUT", "itemId"),
        ({"itemId": "usr_01h455vb4pex5vsknk084sn02q"}, "BAD_USER_INPUT", "itemId"),
        ({"idempotencyKey": "with a blank"}, "BAD_USER_INPUT", "idempotencyKey"),
    ],
)
def test_reserving_wrongly(
    shop: Shop, customer: Person, item: Item, wrong: dict[str, Any], code: str, field: str
) -> None:
    members = {"itemId": item["id"], "quantity": 1, "idempotencyKey": secrets.token_hex(8)} | wrong

    assert refusal(shop, "reserveItem", "reservation", customer, members) == (code, [field])
    assert shop.item(item["id"])["reserved"] == 1


def test_reserving_what_does_not_exist(shop: Shop, customer: Person) -> None:
    members = {"itemId": UNKNOWN_ITEM, "quantity": 1, "idempotencyKey": secrets.token_hex(8)}

    assert refusal(shop, "reserveItem", "reservation", customer, members)[0] == "NOT_FOUND"


def test_a_key_used_for_another_reservation(shop: Shop, seller: Person, customer: Person) -> None:
    item, key = shop.add_item(seller), secrets.token_hex(8)
    members = {"itemId": item["id"], "quantity": 1, "idempotencyKey": key}
    shop.mutate("reserveItem", "reservation { id }", customer, **members)

    other = refusal(shop, "reserveItem", "reservation", customer, members | {"quantity": 2})

    assert other[0] == "IDEMPOTENCY_KEY_REUSED"
    assert shop.item(item["id"])["reserved"] == 1


def test_a_reservation_is_released_only_while_it_is_held(
    shop: Shop, seller: Person, customer: Person
) -> None:
    reserved = shop.mutate(
        "reserveItem",
        "reservation { id }",
        customer,
        itemId=shop.add_item(seller)["id"],
        quantity=1,
        idempotencyKey=secrets.token_hex(8),
    )
    members = {"reservationId": reserved["reservation"]["id"]}
    shop.mutate("releaseReservation", "reservation { id }", customer, **members)

    assert refusal(shop, "releaseReservation", "reservation", customer, members)[0] == "NOT_HELD"
    assert refusal(shop, "fulfilReservation", "reservation", seller, members)[0] == "NOT_HELD"
