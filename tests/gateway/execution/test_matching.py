"""Rows are matched by key and checked against their declared shape: there are no silent nulls."""

from typing import Any

import pytest

from tests.gateway.conftest import BOOKS, PEOPLE
from tests.gateway.reading_room import ReadingRoom
from tests.support.behaviours import answers

EMPTY_PAGE: dict[str, Any] = {"items": [], "next": None}
AUTHORS = "{ books { nodes { title author { name } } } }"
INVALID = "UPSTREAM_INVALID_RESPONSE"


def authors(room: ReadingRoom, rows: Any) -> tuple[list[Any], dict[str, str]]:
    """The names of the books' authors when the people's service answers these rows; codes of errors by path."""
    room.people.on("/people", answers({"items": rows}))
    answer = room.ask(AUTHORS)
    names = [node["author"] and node["author"]["name"] for node in answer.data["books"]["nodes"]]
    return names, {path.removeprefix("books.nodes."): code for path, code in answer.codes.items()}


def test_rows_come_in_any_order(room: ReadingRoom) -> None:
    assert authors(room, PEOPLE[1::-1]) == (["Ada", "Ben", "Ada"], {})


def test_an_absent_row_is_null_and_no_error(room: ReadingRoom) -> None:
    assert authors(room, PEOPLE[:1]) == (["Ada", None, "Ada"], {})


def test_two_rows_of_one_key_are_a_fault_of_the_service_at_that_key(room: ReadingRoom) -> None:
    names, codes = authors(room, [*PEOPLE[:2], PEOPLE[1]])
    assert (names, codes) == (["Ada", None, "Ada"], {"1.author": INVALID})


def test_a_row_that_nobody_asked_for_is_a_fault_where_a_row_is_missing(room: ReadingRoom) -> None:
    names, codes = authors(room, [PEOPLE[0], PEOPLE[2]])
    assert (names, codes) == (["Ada", None, "Ada"], {"1.author": INVALID})


def test_a_row_without_its_key_is_a_fault_where_a_row_is_missing(room: ReadingRoom) -> None:
    names, codes = authors(room, [PEOPLE[0], {"name": "Ben"}])
    assert (names, codes) == (["Ada", None, "Ada"], {"1.author": INVALID})


@pytest.mark.parametrize("key", [2, None, True, ["per_2"], {"id": "per_2"}])
def test_a_key_of_another_type_is_a_fault(room: ReadingRoom, key: Any) -> None:
    names, codes = authors(room, [PEOPLE[0], {"id": key, "name": "Ben"}])
    assert (names, codes) == (["Ada", None, "Ada"], {"1.author": INVALID})


@pytest.mark.parametrize("row", [None, "Ben", 5, ["per_2", "Ben"]])
def test_a_row_that_is_no_object_is_a_fault_and_the_others_are_kept(room: ReadingRoom, row: Any) -> None:
    names, codes = authors(room, [PEOPLE[0], row])
    assert (names, codes) == (["Ada", None, "Ada"], {"1.author": INVALID})


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param([], id="a bare array"),
        pytest.param({"data": []}, id="another member"),
        pytest.param({"items": {}}, id="an object of rows"),
        pytest.param({"items": None}, id="null"),
        pytest.param(b"<html>", id="no JSON"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"items": [', id="half of it"),
        pytest.param(b'{"items": [{"id": "per_1", "name": "\xff"}]}', id="no UTF-8"),
        pytest.param(b"[" * 50_000, id="nested without end"),
    ],
)
def test_an_answer_of_another_shape_is_a_fault_at_every_place_that_wanted_it(
    room: ReadingRoom, answer: Any
) -> None:
    room.people.on("/people", answers(answer))
    got = room.ask(AUTHORS)
    assert got.codes == {f"books.nodes.{n}.author": INVALID for n in range(3)}
    assert [node["title"] for node in got.data["books"]["nodes"]] == ["Title 1", "Title 2", "Title 3"]


def test_a_key_without_a_page_is_a_fault_at_that_key(room: ReadingRoom) -> None:
    room.books.on("/books", answers({"pages": {"per_1": EMPTY_PAGE, "per_3": EMPTY_PAGE}}))
    answer = room.ask("{ people { nodes { books { nodes { title } } } } }")
    assert answer.codes == {"people.nodes.1.books": INVALID}
    assert answer.data["people"]["nodes"][0] == {"books": {"nodes": []}}


def test_a_page_that_is_no_page_is_a_fault_at_its_key(room: ReadingRoom) -> None:
    room.books.on("/books", answers({"pages": {"per_1": EMPTY_PAGE, "per_2": [], "per_3": EMPTY_PAGE}}))
    assert room.ask("{ people { nodes { books { nodes { title } } } } }").codes == {
        "people.nodes.1.books": INVALID
    }


def test_a_page_without_next_is_a_fault(room: ReadingRoom) -> None:
    room.books.on("/books", answers({"items": BOOKS}))
    assert room.ask("{ books { nodes { title } } }").codes == {"books": INVALID}


def test_a_page_without_the_count_that_was_asked_for_is_a_fault(room: ReadingRoom) -> None:
    room.books.on("/books", answers({"items": BOOKS, "next": None}))
    assert room.ask("{ books { totalCount } }").codes == {"books": INVALID}


def test_a_row_without_the_cursor_that_was_asked_for_is_a_fault(room: ReadingRoom) -> None:
    room.books.on("/books", answers({"items": BOOKS, "next": None}))
    answer = room.ask("{ books { edges { cursor } } version }")
    assert (answer.data, set(answer.codes.values())) == ({"books": None, "version": "1"}, {INVALID})


def test_members_that_nobody_asked_for_may_be_anything(room: ReadingRoom) -> None:
    names, codes = authors(room, [{**row, "born": "long ago", "x": {"y": [1]}} for row in PEOPLE[:2]])
    assert (names, codes) == (["Ada", "Ben", "Ada"], {})
