"""The services refuse by themselves what the gateway would have: every protected field and command, asked of them directly."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from gateway.binding.checks import checked_blueprint
from gateway.schema import schema
from tests.support.people import PASSWORD, Item, Person
from tests.support.rest import Service
from tests.support.shop import Shop


@dataclass(frozen=True)
class Things:
    """What somebody has that others want: `owner` sells the item and holds the reservation."""

    owner: Person
    item: Item
    reservation: dict[str, Any]


NEW_ITEM: dict[str, Any] = {
    "sku": "SKU-AROUND",
    "name": "Jug",
    "price": {"amount": "1.00", "currency": "EUR"},
}

Ask = tuple[str, Service, str, Any]

#: Field -> how it is asked for past the gateway. A status of 2xx then must hold nothing of what is protected.
WAYS: dict[str, Callable[[Things], Ask]] = {
    "User.phone": lambda t: ("GET", "users", f"/users?id={t.owner.id}", None),
    "User.email": lambda t: ("GET", "users", f"/users/{t.owner.id}", None),
    "User.reservations": lambda t: ("GET", "inventory", f"/reservations?user_id={t.owner.id}&first=5", None),
    "User.journal": lambda t: ("GET", "users", f"/journal?user_id={t.owner.id}&first=5", None),
    "Item.reservations": lambda t: (
        "GET",
        "inventory",
        f"/reservations?item_id={t.item['id']}&first=5&count=true",
        None,
    ),
    "Query.journal": lambda _: ("GET", "users", "/journal?first=5", None),
    "Mutation.addItem": lambda _: ("POST", "inventory", "/items", NEW_ITEM),
    "Mutation.updateItem": lambda t: ("PATCH", "inventory", f"/items/{t.item['id']}", {"name": "Mine now"}),
    "Mutation.adjustStock": lambda t: (
        "POST",
        "inventory",
        f"/items/{t.item['id']}/adjustments",
        {"by": -1, "reason": "Because"},
    ),
    "Mutation.reserveItem": lambda t: (
        "POST",
        "inventory",
        f"/items/{t.item['id']}/reservations",
        {"quantity": 1},
    ),
    "Mutation.releaseReservation": lambda t: (
        "POST",
        "inventory",
        f"/reservations/{t.reservation['id']}/release",
        None,
    ),
    "Mutation.fulfilReservation": lambda t: (
        "POST",
        "inventory",
        f"/reservations/{t.reservation['id']}/fulfil",
        None,
    ),
    "Mutation.changePhone": lambda t: ("PATCH", "users", f"/users/{t.owner.id}", {"phone": "9000000001"}),
    "Mutation.grantRole": lambda t: ("POST", "users", f"/users/{t.owner.id}/roles", {"role": "ADMIN"}),
    "Mutation.changePassword": lambda t: (
        "POST",
        "users",
        f"/users/{t.owner.id}/password",
        {"current_password": PASSWORD, "new_password": "another horse"},
    ),
}
#: What any user may do, of which only the anonymous caller is refused.
OPEN_TO_USERS = {"Mutation.reserveItem"}


@pytest.fixture(scope="module")
def things(shop: Shop, seller: Person) -> Things:
    item = shop.add_item(seller)
    path, key = f"/items/{item['id']}/reservations", {"Idempotency-Key": secrets.token_hex(8)}
    reservation = shop.rest(seller).created("inventory", path, {"quantity": 1}, key)
    return Things(seller, item, reservation)


def refused(shop: Shop, things: Things, field: str, person: Person | None) -> bool:
    method, service, path, body = WAYS[field](things)
    key = {"Idempotency-Key": secrets.token_hex(8)}
    response = shop.rest(person).send(method, service, path, body, key)
    if response.status_code == 200:
        return not _tells(response, things)
    assert response.status_code == 401 if person is None else response.status_code in (403, 404)
    return True


def _tells(response: requests.Response, things: Things) -> bool:
    """Whether an answer holds something that is only for the owner: a phone number, a reservation, an entry, or a count."""
    body = response.json()
    pages = body.get("pages", {}).values()
    return (
        any(page["items"] or page.get("total") for page in pages)
        or things.owner.phone in response.text
        or "email" in body
    )


def test_every_rule_of_the_schema_is_tried() -> None:
    fields = checked_blueprint(schema).permissions.effective
    assert {f"{parent}.{name}" for parent, name in fields} == set(WAYS)


@pytest.mark.parametrize("field", WAYS)
def test_nobody_gets_it_past_the_gateway(shop: Shop, things: Things, field: str) -> None:
    assert refused(shop, things, field, None)


@pytest.mark.parametrize("field", sorted(WAYS.keys() - OPEN_TO_USERS))
def test_a_stranger_does_not_get_it_past_the_gateway(shop: Shop, things: Things, field: str) -> None:
    assert refused(shop, things, field, shop.sign_up("Stranger"))


def test_the_owner_gets_it(shop: Shop, things: Things) -> None:
    """Else the tests above would prove nothing."""
    for field in ("User.phone", "User.reservations", "Item.reservations"):
        assert not refused(shop, things, field, things.owner)
