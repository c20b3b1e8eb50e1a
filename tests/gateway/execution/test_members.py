"""A member of a row is what its field declares, or an error with a code at its place; JSON types are never coerced."""

import json
from typing import Any

import pytest

from tests.gateway.conftest import BOOKS
from tests.gateway.reading_room import Answer, ReadingRoom
from tests.support.behaviours import answers

INVALID = "UPSTREAM_INVALID_RESPONSE"
BOOK = '{ book(id: "bok_1") { id %s } version }'


def with_member(room: ReadingRoom, selection: str, **members: Any) -> Answer:
    """One book whose row has these members."""
    room.books.on("/books", answers({"items": [{**BOOKS[0], **members}]}))
    return room.ask(BOOK % selection)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pages", 2**31 - 1),
        ("pages", -(2**31)),
        ("rating", 4),
        ("rating", -1.5e300),
        ("inPrint", False),
        ("genre", "VERSE"),
        ("price", "19.90"),
        ("price", "123456789012345678901234567890.123456789"),
        ("title", ""),
        ("title", "Žluťoučký 🐎 \u0000 \"'<"),
        ("tags", []),
        ("tags", None),
        ("notes", [None, "a", None]),
        ("size", None),
        ("pages", None),
    ],
)
def test_a_sound_member_is_given_as_it_is(room: ReadingRoom, field: str, value: Any) -> None:
    member = {"inPrint": "in_print"}.get(field, field)
    selected = f"{field} {{ height }}" if field == "size" else field
    answer = with_member(room, selected, **{member: value})
    assert (answer.data["book"][field], answer.errors) == (value, [])


@pytest.mark.parametrize("value", ["2026-11-21T09:30:00Z", "2026-11-21T09:30:00+02:00"])
def test_an_instant_keeps_its_offset(room: ReadingRoom, value: str) -> None:
    answer = with_member(room, "printedAt", printed_at=value)
    assert answer.data["book"]["printedAt"].replace("+00:00", "Z") == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pages", "5"),
        ("pages", 5.5),
        ("pages", True),
        ("pages", 2**31),
        ("pages", 10**400),
        ("pages", [5]),
        ("rating", "4.5"),
        ("rating", True),
        ("inPrint", 1),
        ("inPrint", "true"),
        ("genre", "prose"),
        ("genre", "MAP"),
        ("genre", 1),
        ("price", "cheap"),
        ("price", 19.9),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", " 5"),
        ("price", "5\n"),
        ("price", "5\n6"),
        ("printedAt", "yesterday"),
        ("printedAt", "2026-11-21T09:30:00"),
        ("printedAt", 1_700_000_000),
        ("notes", "torn"),
        ("notes", ["a", 5]),
        ("tags", {"a": 1}),
        ("size", "large"),
        ("size", []),
    ],
)
def test_a_member_of_another_type_is_null_with_an_error_at_its_place(
    room: ReadingRoom, field: str, value: Any
) -> None:
    member = {"inPrint": "in_print", "printedAt": "printed_at"}.get(field, field)
    selected = f"{field} {{ height }}" if field == "size" else field
    answer = with_member(room, f"{selected} translator {{ name }}", **{member: value})
    place = "book.notes.1" if value == ["a", 5] else f"book.{field}"
    assert answer.codes == {place: INVALID}
    assert answer.data["book"][field] == (["a", None] if value == ["a", 5] else None)
    assert answer.data["book"]["translator"] == {"name": "Ben"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1E999"])
def test_a_number_that_is_not_finite_is_never_given(room: ReadingRoom, number: str) -> None:
    rows = json.dumps({"items": [{**BOOKS[0], "rating": 0.5}]}).replace("0.5", number)
    room.books.on("/books", answers(rows.encode()))
    answer = room.ask(BOOK % "rating")
    assert set(answer.codes.values()) == {INVALID}
    assert answer.data["version"] == "1"


def test_a_missing_member_is_a_fault_even_where_null_may_stand(room: ReadingRoom) -> None:
    row = {name: value for name, value in BOOKS[0].items() if name != "pages"}
    room.books.on("/books", answers({"items": [row]}))
    answer = room.ask(BOOK % "title pages")
    assert (answer.data["book"]["title"], answer.codes) == ("Title 1", {"book.pages": INVALID})


def test_a_member_that_the_service_leaves_out_instead_of_null_is_null(room: ReadingRoom) -> None:
    answer = room.ask('{ person(id: "per_1") { name nickname } }')
    assert (answer.data, answer.errors) == ({"person": {"name": "Ada", "nickname": None}}, [])


@pytest.mark.parametrize("title", [None, 5])
def test_a_fault_where_null_may_not_stand_makes_the_parent_null(room: ReadingRoom, title: Any) -> None:
    answer = with_member(room, "title pages", title=title)
    assert (answer.data, answer.codes) == ({"book": None, "version": "1"}, {"book.title": INVALID})


def test_a_fault_in_a_row_of_a_page_makes_the_nearest_that_may_be_null_null(room: ReadingRoom) -> None:
    rows = [BOOKS[0], {**BOOKS[1], "title": None}]
    room.books.on("/books", answers({"items": rows, "next": None}))
    answer = room.ask("{ books { nodes { title } } version }")
    assert (answer.data, answer.codes) == (
        {"books": None, "version": "1"},
        {"books.nodes.1.title": INVALID},
    )


def test_a_fault_in_a_list_whose_items_may_not_be_null_makes_the_list_null(room: ReadingRoom) -> None:
    answer = with_member(room, "title tags", tags=["old", None])
    assert answer.data["book"] == {"id": "bok_1", "title": "Title 1", "tags": None}
    assert answer.codes == {"book.tags.1": INVALID}


def test_a_fault_in_a_nested_object_makes_that_object_null(room: ReadingRoom) -> None:
    answer = with_member(room, "title size { height width }", size={"height": None, "width": 1})
    assert answer.data["book"] == {"id": "bok_1", "title": "Title 1", "size": None}
    assert answer.codes == {"book.size.height": INVALID}


def test_a_required_row_that_is_absent_makes_the_parent_null_with_an_error(room: ReadingRoom) -> None:
    answer = with_member(room, "translator { name }", translator_id="per_9")
    assert answer.data == {"book": None, "version": "1"}
    assert list(answer.codes) == ["book.translator"]


def test_an_error_says_its_service_and_nothing_of_the_answer(room: ReadingRoom) -> None:
    error = with_member(room, "pages", pages="swordfish").errors[0]
    assert error["message"] == "The service books gave an answer of the wrong shape."
    assert error["extensions"] == {"code": INVALID, "service": "books"}
    assert error["locations"] == [{"line": 1, "column": 26}]
