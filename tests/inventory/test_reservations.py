"""Who sees a reservation: its holder, the seller, whoever may read them all. To others it does not exist."""

from typing import Any

import pytest

from tests.inventory.acting import code, end, reserve
from tests.support.people import Item, Person
from tests.support.shop import Shop


@pytest.fixture
def held(stock: Shop, item: Item, customer: Person) -> dict[str, Any]:
    """Two pieces held by the customer."""
    row: dict[str, Any] = reserve(stock, customer, item, 2).json()
    return row


def ids(page: dict[str, Any]) -> list[str]:
    return [row["id"] for row in page["items"]]


@pytest.mark.parametrize("who", ["customer", "seller", "clerk"])
def test_those_who_may_see_it_find_it_by_every_path(
    request: pytest.FixtureRequest, stock: Shop, item: Item, customer: Person, held: dict[str, Any], who: str
) -> None:
    rest = stock.rest(request.getfixturevalue(who))

    assert rest.found("inventory", f"/reservations/{held['id']}") == held
    assert ids(rest.found("inventory", f"/reservations?id={held['id']}")) == [held["id"]]
    assert ids(rest.found("inventory", "/reservations?first=1")) == [held["id"]]
    by_user = rest.found("inventory", f"/reservations?user_id={customer.id}")
    assert ids(by_user["pages"][customer.id]) == [held["id"]]
    by_item = rest.found("inventory", f"/reservations?item_id={item['id']}")
    assert ids(by_item["pages"][item["id"]]) == [held["id"]]


def test_for_a_stranger_it_does_not_exist_by_any_path(
    stock: Shop, item: Item, customer: Person, held: dict[str, Any]
) -> None:
    rest = stock.rest(stock.with_role("SELLER", "Stranger"))

    assert code(rest.send("GET", "inventory", f"/reservations/{held['id']}")) == "NOT_FOUND"
    assert ids(rest.found("inventory", f"/reservations?id={held['id']}")) == []
    assert rest.found("inventory", "/reservations?count=true") == {"items": [], "next": None, "total": 0}
    for key in (f"user_id={customer.id}", f"item_id={item['id']}"):
        pages = rest.found("inventory", f"/reservations?{key}&count=true")["pages"]
        assert list(pages.values()) == [{"items": [], "next": None, "total": 0}]
    for how in ("release", "fulfil"):
        assert code(end(stock, stock.sign_up("Stranger"), held["id"], how)) == "NOT_FOUND"


@pytest.mark.parametrize("path", ["/reservations", "/reservations/rsv_01h455vb4pex5vsknk084sn02q"])
def test_nobody_unknown_may_ask(stock: Shop, path: str) -> None:
    refused = stock.rest().send("GET", "inventory", path)

    assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_holder_may_not_fulfil_and_the_seller_may_not_release(
    stock: Shop, seller: Person, customer: Person, held: dict[str, Any]
) -> None:
    assert code(end(stock, customer, held["id"], "fulfil")) == "FORBIDDEN"
    assert code(end(stock, seller, held["id"], "release")) == "FORBIDDEN"


def test_reservations_come_newest_first_and_page_on(stock: Shop, item: Item, customer: Person) -> None:
    made = [reserve(stock, customer, item).json()["id"] for _ in range(5)]
    rest = stock.rest(customer)

    first = rest.found("inventory", "/reservations?first=2&count=true")
    second = rest.found("inventory", f"/reservations?first=2&after={first['next']}")
    third = rest.found("inventory", f"/reservations?first=2&after={second['next']}")

    assert ids(first) + ids(second) + ids(third) == made[::-1]
    assert (first["total"], third["next"]) == (5, None)


def test_a_page_for_every_item_asked(stock: Shop, seller: Person, customer: Person) -> None:
    items = [stock.add_item(seller) for _ in range(3)]
    made = {item["id"]: [reserve(stock, customer, item).json()["id"] for _ in range(3)] for item in items[:2]}
    query = "&".join(f"item_id={item['id']}" for item in items)

    pages = stock.rest(seller).found("inventory", f"/reservations?{query}&first=2&count=true")["pages"]

    assert {key: ids(page) for key, page in pages.items()} == {
        **{key: rows[:0:-1] for key, rows in made.items()},
        items[2]["id"]: [],
    }
    assert [pages[item["id"]]["total"] for item in items] == [3, 3, 0]
