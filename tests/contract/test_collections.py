"""Reading a collection: by key, page by page, pages per key."""

import pytest

from inventory_service.rest.ids import is_id, mint
from tests.contract.asking import Asked, refused
from tests.contract.subjects import Collection


def test_a_batch_holds_the_rows_asked_for_and_leaves_absent_keys_absent(
    collection: Collection, owner: Asked, absent: str
) -> None:
    wanted = [row["id"] for row in owner.found(collection.path, first=3)["items"]]

    answer = owner.found(collection.path, id=[*wanted, absent, wanted[0]])

    assert sorted(row["id"] for row in answer["items"]) == sorted(wanted)
    assert all(is_id(collection.prefix, row["id"]) for row in answer["items"])


def test_a_batch_of_nothing_known_is_empty(collection: Collection, owner: Asked, absent: str) -> None:
    assert owner.found(collection.path, id=absent) == {"items": []}


def test_one_hundred_keys_are_taken_and_no_more(collection: Collection, owner: Asked) -> None:
    keys = [mint(collection.prefix) for _ in range(101)]

    assert owner.found(collection.path, id=keys[:100]) == {"items": []}
    refused(owner.get(collection.path, params={"id": keys}), 400, "TOO_MANY_KEYS")


@pytest.mark.parametrize(
    "form",
    [
        "",
        "1",
        "{prefix}_1",
        "xyz_01kajgryp0f2v9h8b5c3x7m6qd",
        "{prefix}_01KAJGRYP0F2V9H8B5C3X7M6QD",
        "{id}\n",
        "{id}0",
    ],
)
def test_an_id_of_another_form_is_refused(
    collection: Collection, owner: Asked, absent: str, form: str
) -> None:
    malformed = form.format(prefix=collection.prefix, id=absent)

    refused(owner.get(collection.path, params={"id": [absent, malformed]}), 400, "MALFORMED_ID")


def test_walking_the_pages_sees_every_row_once(collection: Collection, owner: Asked) -> None:
    in_small_steps = [row["id"] for row in owner.all_rows(collection.path, first=2)]
    in_one_step = [row["id"] for row in owner.all_rows(collection.path, first=100)]

    assert in_small_steps == in_one_step
    assert len(set(in_one_step)) == len(in_one_step) >= 5


def test_any_rows_cursor_is_a_place_to_go_on_from(collection: Collection, owner: Asked) -> None:
    first, *rest = owner.found(collection.path, first=3)["items"]

    onward = owner.found(collection.path, first=2, after=first["cursor"])["items"]

    assert [row["id"] for row in onward] == [row["id"] for row in rest]


def test_a_total_is_counted_only_when_asked(collection: Collection, owner: Asked) -> None:
    rows = owner.all_rows(collection.path, first=100)

    assert owner.found(collection.path, first=1, count="true")["total"] == len(rows)
    assert "total" not in owner.found(collection.path, first=1)
    assert "total" not in owner.found(collection.path, first=1, count="false")


def test_a_page_has_twenty_rows_when_nothing_is_said(collection: Collection, owner: Asked) -> None:
    twenty = owner.found(collection.path, first=20)

    assert owner.found(collection.path) == twenty


@pytest.mark.parametrize("first", ["0", "101", "-1", "ten", "", "1.5"])
def test_a_page_has_one_to_a_hundred_rows(collection: Collection, owner: Asked, first: str) -> None:
    refused(owner.get(collection.path, params={"first": first}), 400, "BAD_PAGE_SIZE")


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAAAAAA", "bm90IGEgY3Vyc29y", "a" * 5000])
def test_a_broken_cursor_is_refused(collection: Collection, owner: Asked, cursor: str) -> None:
    refused(owner.get(collection.path, params={"after": cursor}), 400, "BAD_CURSOR")


@pytest.mark.parametrize("order", ["-name", "price", "-price", "newest"])
def test_a_cursor_of_another_order_is_refused(ask_inventory: Asked, order: str) -> None:
    cursor = ask_inventory.found("/items", first=1, order="name")["next"]

    refused(ask_inventory.get("/items", params={"after": cursor, "order": order}), 400, "BAD_CURSOR")


def test_an_unknown_parameter_is_refused(collection: Collection, owner: Asked) -> None:
    answer = refused(owner.get(collection.path, params={"sirch": "jug"}), 400, "UNKNOWN_PARAMETER")

    assert "sirch" in answer["detail"]


@pytest.mark.parametrize("count", ["1", "yes", "TRUE", ""])
def test_a_switch_is_true_or_false(collection: Collection, owner: Asked, count: str) -> None:
    refused(owner.get(collection.path, params={"count": count}), 400, "BAD_PARAMETER")


def test_a_parameter_that_is_single_is_given_once(collection: Collection, owner: Asked) -> None:
    refused(owner.get(collection.path, params={"first": ["1", "2"]}), 400, "BAD_PARAMETER")
