"""How many REST calls an operation makes, counted in the services' own request logs."""

import pytest

from tests.support.shop import Shop

ITEMS_AND_SELLERS = """
{ items(first: 100) { totalCount nodes { id name price { amount currency } available seller { id name } } } }
"""
USERS_AND_ITEMS = """
query ($first: Int) {
  users(first: $first) { nodes { name items(first: 5) { nodes { name seller { name } } } } }
}
"""


def count(shop: Shop, request_id: str) -> dict[str, int]:
    return {service: len(lines) for service, lines in shop.calls(request_id).items()}


def test_a_hundred_items_with_their_sellers_make_one_call_to_each_service(shop: Shop) -> None:
    answer = shop.graphql(ITEMS_AND_SELLERS)

    items = answer.without_errors()["items"]
    assert len(items["nodes"]) == 100
    assert items["totalCount"] >= 178
    assert count(shop, answer.request_id) == {"user_service": 1, "inventory_service": 1}


def test_the_nested_answer_says_what_the_services_say(shop: Shop) -> None:
    rows = shop.rest().found("inventory", "/items?first=100")["items"]
    sellers = "&".join(f"id={seller}" for seller in {row["seller_id"] for row in rows})
    names = {user["id"]: user["name"] for user in shop.rest().found("users", f"/users?{sellers}")["items"]}

    nodes = shop.graphql(ITEMS_AND_SELLERS).without_errors()["items"]["nodes"]

    assert nodes == [
        {
            "id": row["id"],
            "name": row["name"],
            "price": row["price"],
            "available": row["available"],
            "seller": {"id": row["seller_id"], "name": names[row["seller_id"]]},
        }
        for row in rows
    ]


@pytest.mark.parametrize("first", [10, 100])
def test_users_with_their_items_and_the_sellers_of_these_make_at_most_three_calls(
    shop: Shop, first: int
) -> None:
    answer = shop.graphql(USERS_AND_ITEMS, {"first": first})

    users = answer.without_errors()["users"]["nodes"]
    assert len(users) >= min(first, 83)
    sold = [(user["name"], item["seller"]["name"]) for user in users for item in user["items"]["nodes"]]
    assert all(user == seller for user, seller in sold)
    assert sum(count(shop, answer.request_id).values()) <= 3


def test_reading_items_does_not_make_inventory_service_ask_user_service(shop: Shop) -> None:
    headers = {"X-Request-Id": "only-inventory"}

    shop.rest().send("GET", "inventory", "/items?first=100", headers=headers)

    assert count(shop, "only-inventory") == {"user_service": 0, "inventory_service": 1}


def test_the_version_is_answered_without_any_service(shop: Shop) -> None:
    answer = shop.graphql("{ version }")

    assert answer.without_errors()["version"]
    assert count(shop, answer.request_id) == {"user_service": 0, "inventory_service": 0}


def test_an_id_that_cannot_exist_makes_no_call(shop: Shop) -> None:
    answer = shop.graphql('{ item(id: "itm_nonsense") { name } }')

    assert answer.data == {"item": None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [
        (["item"], "BAD_USER_INPUT")
    ]
    assert count(shop, answer.request_id) == {"user_service": 0, "inventory_service": 0}


def test_a_field_that_the_caller_may_not_see_is_refused_before_any_call(shop: Shop) -> None:
    answer = shop.graphql("{ journal { nodes { kind } } }")

    assert answer.data == {"journal": None}
    assert [error["extensions"]["code"] for error in answer.errors] == ["UNAUTHENTICATED"]
    assert count(shop, answer.request_id) == {"user_service": 0, "inventory_service": 0}
