"""GET /, as it was before there were conventions: a bare array, the first hundred items."""

from collections.abc import Iterator

import pytest
import requests

from tests.support.people import Person
from tests.support.processes import Process
from tests.support.shop import Shop

pytestmark = pytest.mark.parametrize("stock", ["sqlite"], indirect=True, scope="package")


@pytest.fixture
def modern(stock: Shop) -> Iterator[Process]:
    """The service with its legacy route turned off."""
    settings = {**stock.inventory.environment, "LEGACY_ROUTES": "0"}
    with Process("inventory_service", stock.inventory.var_dir.parent / "modern", settings) as process:
        yield process


def test_it_gives_a_hundred_items_and_leads_to_the_next(stock: Shop, seller: Person) -> None:
    for number in range(101):
        stock.add_item(seller, name=f"Spoon {number}")
    first = stock.rest().send("GET", "inventory", "/")
    second = stock.rest().send("GET", "inventory", first.links["next"]["url"])

    assert len(first.json()) == 100
    names = [row["name"] for row in first.json() + second.json()]
    assert names == sorted(names, key=str.casefold)
    assert set(first.json()[0]) == set(stock.item(first.json()[0]["id"]))


def test_it_can_be_turned_off(modern: Process) -> None:
    assert requests.get(f"{modern.url}/", timeout=30).status_code == 404
    assert requests.get(f"{modern.url}/items", timeout=30).status_code == 200
