"""A service that is away takes its own fields with it and nothing else."""

import re

from tests.support.answers import Answer
from tests.support.shop import Shop
from tests.support.waiting import eventually

USERS_AND_ITEMS = """
{
  users(first: 3) { nodes { name items(first: 2) { totalCount } } }
  items(first: 1) { nodes { name seller { name } } }
}
"""
HEALS_WITHIN_S = 45.0
INTERNALS = re.compile(
    r"127\.0\.0\.1|localhost|https?://|Traceback|\.py\b|Errno|ECONN|Exception|socket", re.I
)


def has_no_errors(shop: Shop) -> bool:
    return shop.graphql(USERS_AND_ITEMS).errors == []


def assert_each_error_says_where_and_what(answer: Answer) -> None:
    for error in answer.errors:
        assert error["path"]
        assert error["extensions"]["code"] == "DOWNSTREAM_SERVICE_ERROR"
        assert error["message"]


def assert_tells_nothing_about_the_inside(shop: Shop, answer: Answer) -> None:
    assert not INTERNALS.search(answer.text), answer.text
    for process in shop.processes:
        assert str(process.port) not in answer.text


def test_without_inventory_service_users_still_answer_and_items_are_null(shop: Shop) -> None:
    with shop.inventory.away():
        answer = shop.graphql(USERS_AND_ITEMS)

    assert answer.status == 200
    assert answer.data["items"] is None
    assert [(bool(node["name"]), node["items"]) for node in answer.data["users"]["nodes"]] == [
        (True, None)
    ] * 3
    assert sorted(error["path"] for error in answer.errors if len(error["path"]) == 1) == [["items"]]
    assert [error["path"] for error in answer.errors if len(error["path"]) > 1] == [
        ["users", "nodes", position, "items"] for position in range(3)
    ]
    assert_each_error_says_where_and_what(answer)
    assert_tells_nothing_about_the_inside(shop, answer)
    eventually(lambda: has_no_errors(shop), HEALS_WITHIN_S)


def test_without_user_service_items_still_answer_and_sellers_are_null(shop: Shop) -> None:
    with shop.users.away():
        answer = shop.graphql(USERS_AND_ITEMS)

    assert answer.status == 200
    assert answer.data["users"] is None
    assert [(bool(node["name"]), node["seller"]) for node in answer.data["items"]["nodes"]] == [(True, None)]
    assert_each_error_says_where_and_what(answer)
    assert_tells_nothing_about_the_inside(shop, answer)
    eventually(lambda: has_no_errors(shop), HEALS_WITHIN_S)


def test_a_write_to_a_service_that_is_away_is_an_error_and_not_done(shop: Shop) -> None:
    with shop.users.away():
        answer = shop.mutation(
            "signUp",
            "user { id }",
            name="Never Signed Up",
            phone="447700900160",
            password="does not matter here",
        )

    assert answer.data == {"signUp": None}
    assert [error["path"] for error in answer.errors] == [["signUp"]]
    assert_each_error_says_where_and_what(answer)
    assert shop.rest().found("users", "/users?name=Never%20Signed%20Up")["items"] == []
    eventually(lambda: has_no_errors(shop), HEALS_WITHIN_S)


def test_the_gateway_stays_ready_while_a_service_is_away(shop: Shop) -> None:
    with shop.inventory.away():
        assert shop.gateway.is_ready()

    eventually(lambda: has_no_errors(shop), HEALS_WITHIN_S)


def test_a_service_that_was_told_to_stop_ends_by_itself_with_success(shop: Shop) -> None:
    for process in shop.processes:
        assert process.stop() == 0, f"{process.module} said:\n{process.output()}"
        process.start()

    eventually(lambda: has_no_errors(shop), HEALS_WITHIN_S)
