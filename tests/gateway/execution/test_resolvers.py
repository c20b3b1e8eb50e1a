"""Plain resolvers, sync and async, and introspection work beside bound fields."""

import time

import pytest

from tests.gateway.library import BLOCKED_S
from tests.gateway.reading_room import ReadingRoom, viewer


def test_a_resolver_answers_beside_bound_fields(room: ReadingRoom) -> None:
    answer = room.ask('{ greeting(name: "Eve") books { totalCount } patient }')
    assert answer.errors == []
    assert answer.data == {
        "greeting": "Good day, Eve.",
        "books": {"totalCount": 3},
        "patient": "Here at last.",
    }


def test_fields_of_an_answer_stand_in_the_order_of_the_query(room: ReadingRoom) -> None:
    answer = room.ask("{ patient version books { totalCount } __typename greeting }")
    assert list(answer.data) == ["patient", "version", "books", "__typename", "greeting"]


def test_a_resolver_may_block_without_holding_up_the_others(room: ReadingRoom) -> None:
    began = time.monotonic()
    answer = room.ask("{ a: greeting b: greeting c: patient d: greeting }")
    assert len(answer.data) == 4
    assert time.monotonic() - began < 2 * BLOCKED_S


def test_variables_and_defaults_reach_a_resolver(room: ReadingRoom) -> None:
    query = "query ($name: String) { a: greeting(name: $name) b: greeting }"
    assert room.ask(query, {"name": "Zoë"}).data == {"a": "Good day, Zoë.", "b": "Good day, you."}


def test_a_resolver_sees_who_asks_and_how(room: ReadingRoom) -> None:
    answer = room.ask("{ whoever }", by=viewer("per_1"), headers={"x-thing": "a"})
    assert answer.data == {"whoever": "per_1 request-1 a"}


def test_a_resolver_may_refuse_with_a_code(room: ReadingRoom) -> None:
    answer = room.ask("{ refused version }")
    assert (answer.data, answer.codes) == (
        {"refused": None, "version": "1"},
        {"refused": "BAD_USER_INPUT"},
    )
    assert answer.errors[0]["message"] == "Not this."


def test_what_a_resolver_lets_slip_is_masked_and_found_in_the_log(
    room: ReadingRoom, caplog: pytest.LogCaptureFixture
) -> None:
    answer = room.ask("{ broken version }")
    assert (answer.data, answer.codes) == (
        {"broken": None, "version": "1"},
        {"broken": "INTERNAL_SERVER_ERROR"},
    )
    assert "swordfish" not in str(answer.errors)
    [logged] = caplog.records
    assert logged.__dict__["request_id"] == "request-1"
    assert "swordfish" in logged.__dict__["detail"]


def test_introspection_is_answered_beside_bound_fields(room: ReadingRoom) -> None:
    query = (
        '{ __schema { queryType { name } } __type(name: "Book") { fields { name } } books { totalCount } }'
    )
    answer = room.ask(query)
    assert answer.errors == []
    assert answer.data["__schema"] == {"queryType": {"name": "Query"}}
    assert {"name": "title"} in answer.data["__type"]["fields"]
    assert answer.data["books"] == {"totalCount": 3}


def test_introspection_takes_fragments_variables_and_aliases(room: ReadingRoom) -> None:
    query = "query ($name: String!) { what: __type(name: $name) { ...T } } fragment T on __Type { name kind }"
    assert room.ask(query, {"name": "Genre"}).data == {"what": {"name": "Genre", "kind": "ENUM"}}


def test_a_resolver_below_a_value_that_was_waited_for_may_block_too(room: ReadingRoom) -> None:
    began = time.monotonic()
    answer = room.ask("{ a: shelf { label } b: shelf(number: 2) { label } c: patient }")
    assert answer.data == {"a": {"label": "Shelf 1"}, "b": {"label": "Shelf 2"}, "c": "Here at last."}
    assert time.monotonic() - began < 2 * BLOCKED_S


def test_an_error_below_a_resolver_has_its_path_and_takes_no_more_than_it_must(room: ReadingRoom) -> None:
    answer = room.ask("{ shelf { label room } version }")
    assert (answer.data, answer.codes) == ({"shelf": None, "version": "1"}, {"shelf.room": "BAD_USER_INPUT"})


def test_a_root_field_that_may_not_be_null_takes_the_whole_answer(room: ReadingRoom) -> None:
    answer = room.ask("{ version theShelf { room } }")
    assert (answer.data, answer.codes) == (None, {"theShelf.room": "BAD_USER_INPUT"})
