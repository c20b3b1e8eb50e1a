"""Rows by id: of one type, of an interface, and by another member."""

import pytest

from tests.gateway.reading_room import ReadingRoom
from tests.support.behaviours import answers

OF_A_NODE = """
query ($id: ID!) {
  node(id: $id) { __typename id ... on Book { title author { name } } ...Who }
}
fragment Who on Person { name }
"""


def test_the_id_tells_which_collection_a_node_lives_in(room: ReadingRoom) -> None:
    assert room.ask(OF_A_NODE, {"id": "per_2"}).data == {
        "node": {"__typename": "Person", "id": "per_2", "name": "Ben"}
    }
    assert room.calls == ["GET /people?id=per_2"]


def test_what_a_node_names_is_fetched_too(room: ReadingRoom) -> None:
    answer = room.ask(OF_A_NODE, {"id": "bok_1"})
    assert answer.data["node"] == {
        "__typename": "Book",
        "id": "bok_1",
        "title": "Title 1",
        "author": {"name": "Ada"},
    }
    assert room.calls == ["GET /books?id=bok_1", "GET /people?id=per_1"]


def test_an_unknown_id_is_null_and_no_error(room: ReadingRoom) -> None:
    answer = room.ask('{ book(id: "bok_99") { title } node(id: "per_99") { id } }')
    assert (answer.data, answer.errors) == ({"book": None, "node": None}, [])


@pytest.mark.parametrize("malformed", ["bok_x", "per_1", "", "bok_1 ", "bok_1\n", "bok_1&id=bok_2", "🙂"])
def test_a_malformed_id_is_bad_input_and_makes_no_call(room: ReadingRoom, malformed: str) -> None:
    query = "query ($id: ID!) { book(id: $id) { title } version }"
    answer = room.ask(query, {"id": malformed})
    assert (answer.data, answer.codes) == ({"book": None, "version": "1"}, {"book": "BAD_USER_INPUT"})
    assert room.calls == []


def test_a_node_id_of_no_collection_is_bad_input_and_makes_no_call(room: ReadingRoom) -> None:
    answer = room.ask(OF_A_NODE, {"id": "what_1"})
    assert (answer.data, answer.codes, room.calls) == ({"node": None}, {"node": "BAD_USER_INPUT"}, [])


def test_a_malformed_id_of_a_filter_is_bad_input_and_makes_no_call(room: ReadingRoom) -> None:
    answer = room.ask('{ books(authorId: "bok_1") { totalCount } }')
    assert (answer.data, answer.codes, room.calls) == ({"books": None}, {"books": "BAD_USER_INPUT"}, [])


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
def test_a_page_size_out_of_bounds_is_bad_input_and_makes_no_call(room: ReadingRoom, first: int) -> None:
    answer = room.ask("query ($n: Int) { books(first: $n) { totalCount } }", {"n": first})
    assert (answer.data, answer.codes, room.calls) == ({"books": None}, {"books": "BAD_USER_INPUT"}, [])


def test_a_page_size_out_of_bounds_below_a_row_is_at_each_place(room: ReadingRoom) -> None:
    answer = room.ask("{ people(first: 2) { nodes { name books(first: 0) { totalCount } } } version }")
    assert answer.codes == {
        "people.nodes.0.books": "BAD_USER_INPUT",
        "people.nodes.1.books": "BAD_USER_INPUT",
    }
    assert answer.data["people"]["nodes"][0] == {"name": "Ada", "books": None}


def test_a_lookup_may_ignore_case(room: ReadingRoom) -> None:
    room.people.on("/people", answers({"items": [{"id": "per_1", "name": "Ada"}]}))
    assert room.ask('{ personByName(name: "aDA") { name } }').data == {"personByName": {"name": "Ada"}}
    assert room.people.calls[0].query == [("name", "aDA")]
