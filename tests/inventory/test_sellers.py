"""Sellers are asked for at user_service once, and never by a read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.inventory.acting import code, new_key, signed_token
from tests.support.people import Person
from tests.support.processes import Process
from tests.support.shop import Shop

ITEM = {"name": "Milk jug", "price": {"amount": "9.90", "currency": "EUR"}}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Both services, for tests that stop one of them for a while."""
    with Shop(tmp_path_factory.mktemp("sellers"), with_gateway=False) as running:
        yield running


def add(services: Shop, seller: Person, request_id: str = "adding") -> str:
    body, headers = ITEM | {"sku": new_key()}, {"X-Request-Id": request_id}
    return code(services.rest(seller).send("POST", "inventory", "/items", body, headers))


def test_a_seller_is_asked_for_once(services: Shop) -> None:
    seller = services.with_role("SELLER")

    assert [add(services, seller, f"add-{n}") for n in (1, 2)] == ["201", "201"]

    asked = [services.users.request_log(f"add-{n}") for n in (1, 2)]
    assert [[(call["path"], call["query_keys"], call["subject"]) for call in calls] for calls in asked] == [
        [("/users", ["id"], "svc_inventory_service")],
        [],
    ]


def test_without_user_service_known_sellers_sell_on_and_new_ones_are_told_to_wait(services: Shop) -> None:
    known, new = services.with_role("SELLER"), services.with_role("SELLER")
    assert add(services, known) == "201"

    with services.users.away():
        assert add(services, known) == "201"
        refused = services.rest(new).send("POST", "inventory", "/items", ITEM | {"sku": new_key()})

    assert (refused.status_code, code(refused)) == (503, "UPSTREAM_UNAVAILABLE")
    assert services.users.url not in refused.text
    assert add(services, new) == "201"


def test_no_read_asks_user_service(services: Shop) -> None:
    seller = services.with_role("SELLER")
    services.add_item(seller)
    rest, headers = services.rest(seller), {"X-Request-Id": "reading"}

    for path in ("/items", f"/items?seller_id={seller.id}", "/reservations", "/"):
        assert rest.send("GET", "inventory", path, headers=headers).status_code == 200

    assert services.users.request_log("reading") == []


def test_a_secret_that_is_wrong_is_an_outage_not_a_leak(services: Shop, tmp_path: Path) -> None:
    settings = services.inventory.environment | {"CLIENT_SECRET": "not-the-secret-at-all"}
    seller = {"Authorization": f"Bearer {services.with_role('SELLER').access_token}"}
    with Process("inventory_service", tmp_path, settings) as inventory:
        refused = requests.post(
            f"{inventory.url}/items", json=ITEM | {"sku": new_key()}, headers=seller, timeout=30
        )

    assert (refused.status_code, code(refused)) == (503, "UPSTREAM_UNAVAILABLE")
    assert "not-the-secret-at-all" not in refused.text + inventory.output()


@pytest.mark.parametrize(
    ("subject", "why"),
    [("usr_01h455vb4pex5vsknk084sn02q", "SELLER_UNKNOWN"), ("svc_warehouse", "FORBIDDEN")],
)
def test_only_a_user_whom_user_service_knows_can_sell(services: Shop, subject: str, why: str) -> None:
    token = {"Authorization": f"Bearer {signed_token(services, subject, 'items:write')}"}
    sku = new_key()

    refused = services.rest().send("POST", "inventory", "/items", ITEM | {"sku": sku}, token)

    assert code(refused) == why
    assert services.rest().found("inventory", f"/items?sku={sku}")["items"] == []
