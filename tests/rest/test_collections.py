"""Reading collections: keys, pages, cursors, and parameters that are refused."""

from typing import Any

import pytest

from inventory_service.rest.ids import mint
from tests.rest.client import Tiny, faults, problem


def ids(answer: dict[str, Any]) -> list[str]:
    return [row["id"] for row in answer["items"]]


@pytest.fixture(scope="module")
def owner(tiny: Tiny) -> str:
    """Somebody with five notes, two of them of the same title."""
    owner = mint("usr")
    for title in ("b", "a", "c", "a", "d"):
        tiny.add(title, owner)
    return owner


def test_a_batch_leaves_absent_keys_absent(tiny: Tiny) -> None:
    note = tiny.add("kept")

    answer = tiny.get(f"/notes?id={note['id']}&id={mint('itm')}&id={note['id']}").json()

    assert ids(answer) == [note["id"]]


def test_a_batch_takes_one_hundred_keys_and_no_more(tiny: Tiny) -> None:
    keys = [mint("itm") for _ in range(101)]

    assert tiny.get("/notes", params={"id": keys[:100]}).json() == {"items": []}
    problem(tiny.get("/notes", params={"id": keys}), 400, "TOO_MANY_KEYS")


def test_walking_the_root_page_sees_every_row_once_and_in_order(tiny_anywhere: Tiny) -> None:
    owner = mint("usr")
    for title in ("b", "a", "c", "a", "d"):
        tiny_anywhere.add(title, owner)

    for order, titles in (("title", "aabcd"), ("-title", "dcbaa")):
        seen, after = [], None
        while True:
            answer = tiny_anywhere.get("/notes", params={"first": 2, "order": order, "after": after}).json()
            seen += [row for row in answer["items"] if row["owner"] == owner]
            after = answer["next"]
            if after is None:
                break
            assert answer["items"][-1]["cursor"] == after

        assert "".join(row["title"] for row in seen) == titles
        assert len({row["id"] for row in seen}) == 5


def test_pages_per_key_answer_every_key_in_one_call(tiny_anywhere: Tiny) -> None:
    one, other, nobody = mint("usr"), mint("usr"), mint("usr")
    for owner, title in ((one, "b"), (other, "z"), (one, "a"), (one, "c")):
        tiny_anywhere.add(title, owner)

    pages = tiny_anywhere.get("/notes", params={"owner": [one, other, nobody], "first": 2}).json()["pages"]

    assert {key: [row["title"] for row in page["items"]] for key, page in pages.items()} == {
        one: ["a", "b"],
        other: ["z"],
        nobody: [],
    }
    assert pages[one]["next"] == pages[one]["items"][-1]["cursor"]
    assert pages[other]["next"] is None
    rest = tiny_anywhere.get("/notes", params={"owner": one, "first": 2, "after": pages[one]["next"]}).json()
    assert [row["title"] for row in rest["pages"][one]["items"]] == ["c"]


def test_a_total_is_there_only_when_it_is_asked(tiny: Tiny, owner: str) -> None:
    assert "total" not in tiny.get("/notes?first=1").json()
    assert tiny.get("/notes?first=1&count=true").json()["total"] >= 5


def test_a_cursor_of_another_order_is_refused(tiny: Tiny, owner: str) -> None:
    cursor = tiny.get("/notes?first=1").json()["next"]

    problem(tiny.get("/notes", params={"after": cursor, "order": "-title"}), 400, "BAD_CURSOR")


@pytest.mark.parametrize(
    "change", [lambda c: c[:-2], lambda c: "A" + c[1:], lambda c: c + "AAAA", lambda _: "é", lambda _: ""]
)
def test_a_cursor_that_was_changed_is_refused(tiny: Tiny, owner: str, change: Any) -> None:
    cursor = tiny.get("/notes?first=1").json()["next"]

    problem(tiny.get("/notes", params={"after": change(cursor)}), 400, "BAD_CURSOR")


@pytest.mark.parametrize("first", ["0", "101", "-1", "x", "", "1.0", "9" * 30])
def test_a_page_has_1_to_100_rows(tiny: Tiny, first: str) -> None:
    assert faults(problem(tiny.get(f"/notes?first={first}"), 400, "BAD_PAGE_SIZE")) == {
        "/first": "BAD_PAGE_SIZE"
    }


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("serch=jug", "UNKNOWN_PARAMETER", "/serch"),
        ("id=itm_1", "MALFORMED_ID", "/id/0"),
        ("id=", "MALFORMED_ID", "/id/0"),
        ("owner=itm_01kajgryp0f2v9h8b5c3x7m6qd", "MALFORMED_ID", "/owner/0"),
        ("id=itm_01kajgryp0f2v9h8b5c3x7m6qd%0A", "MALFORMED_ID", "/id/0"),
        ("first=1&first=2", "BAD_PARAMETER", "/first"),
        ("in_stock=1", "BAD_PARAMETER", "/in_stock"),
        ("order=price", "BAD_PARAMETER", "/order"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(tiny: Tiny, query: str, code: str, pointer: str) -> None:
    assert pointer in faults(problem(tiny.get(f"/notes?{query}"), 400, code))


@pytest.mark.parametrize("query", ["after=%ff", "after=%00", "&".join(f"a{n}=" for n in range(1001))])
def test_a_query_string_that_cannot_be_read_is_refused(tiny: Tiny, query: str) -> None:
    problem(tiny.get(f"/notes?{query}"), 400, "BAD_PARAMETER")
