"""The demo data, as a visitor of the shop finds it."""

import csv
from collections import Counter
from pathlib import Path

from tests.support.shop import DEMO_ITEMS, DEMO_USERS, Shop


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_there_are_enough_people_makers_and_items_to_look_around() -> None:
    roles = Counter(row["role"] for row in rows(DEMO_USERS))

    assert roles["SELLER"] >= 12
    assert roles["ADMIN"] == roles["CLERK"] == 1
    assert sum(roles.values()) >= 60
    assert len(rows(DEMO_ITEMS)) >= 160


def test_the_first_three_people_are_a_customer_a_seller_and_the_admin() -> None:
    assert [row["role"] for row in rows(DEMO_USERS)[:3]] == ["CUSTOMER", "SELLER", "ADMIN"]


def test_no_two_items_share_a_name_or_a_description() -> None:
    for member in ("sku", "name", "description"):
        assert max(Counter(row[member] for row in rows(DEMO_ITEMS)).values()) == 1


def test_every_maker_offers_what_the_file_says(shop: Shop) -> None:
    wanted = Counter(row["seller"] for row in rows(DEMO_ITEMS))
    query = "query ($name: String!) { userByName(name: $name) { roles items(first: 1) { totalCount } } }"

    for name, count in wanted.items():
        maker = shop.graphql(query, {"name": name}).without_errors()["userByName"]
        assert "SELLER" in maker["roles"]
        assert (name, maker["items"]["totalCount"]) == (name, count)


def test_people_have_been_here_since_the_day_that_the_file_says(shop: Shop) -> None:
    query = "query ($name: String!) { userByName(name: $name) { since } }"

    for row in rows(DEMO_USERS)[:5]:
        assert shop.graphql(query, {"name": row["name"]}).without_errors() == {
            "userByName": {"since": row["since"]}
        }
