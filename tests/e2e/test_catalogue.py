"""Finding one's way through what the shop offers: pages, orders, search and filters."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.shop import Shop

PAGE = """
query ($first: Int, $after: String, $search: String, $seller: ID, $inStock: Boolean, $order: ItemOrder) {
  items(first: $first, after: $after, search: $search, sellerId: $seller, inStock: $inStock, orderBy: $order) {
    totalCount
    nodes { id sku name available price { amount } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def page(shop: Shop, **variables: Any) -> Any:
    return shop.graphql(PAGE, variables).without_errors()["items"]


def every_page(shop: Shop, **variables: Any) -> list[Any]:
    """The nodes of all pages of 50, walked by their cursors."""
    nodes: list[Any] = []
    after = None
    while True:
        part = page(shop, first=50, after=after, **variables)
        nodes += part["nodes"]
        after = part["pageInfo"]["endCursor"]
        if not part["pageInfo"]["hasNextPage"]:
            return nodes


@pytest.mark.parametrize("order", ["NAME_ASC", "NAME_DESC", "PRICE_ASC", "PRICE_DESC", "NEWEST"])
def test_walking_through_the_pages_meets_every_item_once(shop: Shop, order: str) -> None:
    nodes = every_page(shop, order=order)

    assert len({node["id"] for node in nodes}) == len(nodes) == page(shop, first=1)["totalCount"]


def test_prices_are_ordered_as_numbers(shop: Shop) -> None:
    rising = [Decimal(node["price"]["amount"]) for node in every_page(shop, order="PRICE_ASC")]
    falling = [Decimal(node["price"]["amount"]) for node in every_page(shop, order="PRICE_DESC")]

    assert rising == sorted(rising)
    assert falling == sorted(rising, reverse=True)


def test_search_looks_at_names_and_descriptions_whatever_the_case(shop: Shop) -> None:
    by_name = page(shop, search="PULL-ALONG")["nodes"]
    by_description = page(shop, search="milk paint")["nodes"]

    assert [node["sku"] for node in by_name] == [node["sku"] for node in by_description] == ["TOY-1001"]


def test_a_search_for_a_percent_sign_is_not_a_search_for_everything(shop: Shop) -> None:
    assert {node["sku"] for node in page(shop, search="%", first=100)["nodes"]} == {"OHM-0914", "OHM-0917"}


@pytest.mark.parametrize("in_stock", [True, False])
def test_what_is_in_stock_can_be_told_from_what_is_not(shop: Shop, in_stock: bool) -> None:
    nodes = every_page(shop, inStock=in_stock)

    assert nodes
    assert all((node["available"] > 0) is in_stock for node in nodes)


def test_one_maker_s_items_can_be_listed(shop: Shop) -> None:
    maker = shop.graphql('{ userByName(name: "Coltelleria Fabbri") { id } }').without_errors()["userByName"]

    nodes = page(shop, seller=maker["id"])["nodes"]

    assert len(nodes) == 9
    assert all(node["sku"].startswith("COL-") for node in nodes)


def test_an_item_that_does_not_exist_is_null_without_an_error(shop: Shop) -> None:
    answer = shop.graphql('{ item(id: "itm_01h455vb4pex5vsknk084sn02q") { name } }')

    assert answer.without_errors() == {"item": None}


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_holds_one_to_a_hundred(shop: Shop, first: int) -> None:
    answer = shop.graphql(PAGE, {"first": first})

    assert answer.data == {"items": None}
    assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_USER_INPUT"]


def test_a_cursor_that_is_none_is_told_as_the_caller_s_mistake(shop: Shop) -> None:
    answer = shop.graphql(PAGE, {"after": "not-a-cursor"})

    assert answer.data == {"items": None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [
        (["items"], "BAD_USER_INPUT")
    ]
