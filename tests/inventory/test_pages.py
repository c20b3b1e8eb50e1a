"""Pages of items: every order, filter and cursor, a page for every seller, and calm while others write."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.inventory.acting import code
from tests.support.people import Person
from tests.support.shop import Shop

PRICES = ["9.90", "10.00", "9.90", "100.00", "1.00", "10.00", "55.00"]
NAMES = ["zinc pail", "Äpfel", "oak bowl", "Oak bowl", "apron", "_box", "100% wool"]


@pytest.fixture(scope="module")
def maker(stock: Shop) -> Person:
    """A seller with seven items, of names and prices that are not in order."""
    maker = stock.with_role("SELLER", "Maker of seven")
    for number, (name, amount) in enumerate(zip(NAMES, PRICES, strict=True)):
        price = {"amount": amount, "currency": "EUR"}
        description = "Of reclaimed timber." if number == 0 else None
        stock.add_item(maker, name=name, price=price, quantity=number % 3, description=description)
    return maker


def page(stock: Shop, maker: Person, query: str = "") -> dict[str, Any]:
    """The page of the maker's items."""
    found = stock.rest().found("inventory", f"/items?seller_id={maker.id}&{query}")
    one: dict[str, Any] = found["pages"][maker.id]
    return one


def walk(stock: Shop, maker: Person, query: str, after: str | None = None) -> list[dict[str, Any]]:
    """Every row behind `after`, two at a time."""
    rows: list[dict[str, Any]] = []
    while True:
        found = page(stock, maker, f"{query}&first=2" + (f"&after={after}" if after else ""))
        rows += found["items"]
        after = found["next"]
        if after is None:
            return rows


def by_name(row: dict[str, Any]) -> tuple[str, str]:
    return row["name"].casefold(), row["id"]


def by_price(row: dict[str, Any]) -> tuple[Decimal, str]:
    return Decimal(row["price"]["amount"]), row["id"]


@pytest.mark.parametrize(
    ("order", "key", "is_reversed"),
    [
        ("name", by_name, False),
        ("-name", by_name, True),
        ("price", by_price, False),
        ("-price", by_price, True),
        ("newest", lambda row: row["id"], True),
    ],
)
def test_walking_page_by_page_gives_every_item_once_in_order(
    stock: Shop, maker: Person, order: str, key: Any, is_reversed: bool
) -> None:
    rows = walk(stock, maker, f"order={order}")

    assert len({row["id"] for row in rows}) == len(NAMES)
    assert rows == sorted(rows, key=key, reverse=is_reversed)


def test_letter_case_does_not_matter_to_the_order(stock: Shop, maker: Person) -> None:
    names = [row["name"] for row in walk(stock, maker, "order=name")]

    assert names[:2] == ["100% wool", "_box"]
    assert names[-2:] == ["zinc pail", "Äpfel"]
    assert {*names[3:5]} == {"oak bowl", "Oak bowl"}


def test_what_is_added_while_somebody_pages_neither_repeats_nor_hides_a_row(stock: Shop) -> None:
    maker = stock.with_role("SELLER", "Busy maker")
    there = [stock.add_item(maker, name=f"Bowl {letter}")["id"] for letter in "bdfh"]

    first = page(stock, maker, "first=2")
    for name in ("Bowl a", "Bowl c", "Bowl e", "Bowl i"):
        stock.add_item(maker, name=name)
    rest = walk(stock, maker, "order=name", first["next"])

    seen = [row["id"] for row in first["items"] + rest]
    assert [row for row in seen if row in there] == there
    assert len(seen) == len(set(seen))
    assert [row["name"] for row in rest] == ["Bowl e", "Bowl f", "Bowl h", "Bowl i"]


def test_every_row_of_a_page_can_be_gone_on_from(stock: Shop, maker: Person) -> None:
    rows = page(stock, maker, "first=7&order=price")["items"]

    for index, row in enumerate(rows):
        behind = page(stock, maker, f"first=7&order=price&after={row['cursor']}")
        assert [found["id"] for found in behind["items"]] == [found["id"] for found in rows[index + 1 :]]


def test_a_cursor_holds_under_its_own_order_only(stock: Shop, maker: Person) -> None:
    cursor = page(stock, maker, "first=1&order=price")["next"]

    for query in (
        f"order=-price&after={cursor}",
        f"after={cursor}",
        "after=nonsense",
        f"after={cursor[:-2]}",
    ):
        refused = stock.rest().send("GET", "inventory", f"/items?{query}")
        assert (refused.status_code, code(refused)) == (400, "BAD_CURSOR")


def test_the_total_is_counted_when_asked_for(stock: Shop, maker: Person) -> None:
    cursor = page(stock, maker, "first=6")["next"]

    assert "total" not in page(stock, maker)
    assert page(stock, maker, f"count=true&after={cursor}")["total"] == len(NAMES)
    assert page(stock, maker, "count=true&search=bowl")["total"] == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("BOWL", {"oak bowl", "Oak bowl"}),
        ("äpf", {"Äpfel"}),
        ("timber", {"zinc pail"}),
        ("%", {"100% wool"}),
        ("_", {"_box"}),
        ("0%", {"100% wool"}),
        ("\\", set()),
        ("/", set()),
        ("'; DROP TABLE items; --", set()),
    ],
)
def test_a_search_finds_exactly_what_holds_the_text(
    stock: Shop, maker: Person, text: str, names: set[str]
) -> None:
    rows = page(stock, maker, f"search={quote(text, safe='')}")["items"]

    assert {row["name"] for row in rows} == names


@pytest.mark.parametrize(("in_stock", "available"), [("true", {1, 2}), ("false", {0})])
def test_what_is_in_stock_can_be_asked_for(
    stock: Shop, maker: Person, in_stock: str, available: set[int]
) -> None:
    rows = page(stock, maker, f"in_stock={in_stock}")["items"]

    assert {row["available"] for row in rows} == available


def test_a_page_for_every_seller_asked_even_for_one_who_sells_nothing(stock: Shop, maker: Person) -> None:
    other = stock.with_role("SELLER", "Other maker")
    only = stock.add_item(other)
    idle = stock.sign_up("Idle")
    query = "&".join(f"seller_id={person.id}" for person in (maker, other, idle))

    pages = stock.rest().found("inventory", f"/items?{query}&first=3&count=true")["pages"]

    assert {key: (len(one["items"]), one["total"]) for key, one in pages.items()} == {
        maker.id: (3, len(NAMES)),
        other.id: (1, 1),
        idle.id: (0, 0),
    }
    assert pages[other.id]["items"][0]["id"] == only["id"]
    assert pages[maker.id]["next"] == pages[maker.id]["items"][-1]["cursor"]
    assert pages[other.id]["next"] is pages[idle.id]["next"] is None


@pytest.mark.parametrize("first", ["0", "101", "many"])
def test_a_page_has_1_to_100_rows(stock: Shop, first: str) -> None:
    refused = stock.rest().send("GET", "inventory", f"/items?first={first}")

    assert (refused.status_code, code(refused)) == (400, "BAD_PAGE_SIZE")


def test_an_answer_that_has_not_changed_is_not_sent_again(stock: Shop) -> None:
    maker = stock.with_role("SELLER", "Maker of one")
    path = f"/items?seller_id={maker.id}"
    tag = {"If-None-Match": stock.rest().send("GET", "inventory", path).headers["ETag"]}

    assert stock.rest().send("GET", "inventory", path, headers=tag).status_code == 304
    stock.add_item(maker)
    assert stock.rest().send("GET", "inventory", path, headers=tag).status_code == 200
