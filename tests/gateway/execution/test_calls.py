"""Exactly which calls an operation makes."""

import pytest

from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.collection import keeps


def test_a_page_and_the_rows_it_names_are_two_calls(room: ReadingRoom) -> None:
    answer = room.ask("{ books(first: 3) { nodes { title author { name } } } }")
    assert room.calls == ["GET /books?first=3", "GET /people?id=per_1&id=per_2"]
    nodes = answer.data["books"]["nodes"]
    assert [node["author"]["name"] for node in nodes] == ["Ada", "Ben", "Ada"]


def test_a_key_that_many_rows_name_is_asked_for_once(room: ReadingRoom) -> None:
    room.ask("{ books { nodes { translator { name } } } }")
    assert room.calls[1:] == ["GET /people?id=per_2"]


def test_rows_that_name_nobody_cause_no_call(room: ReadingRoom) -> None:
    answer = room.ask('{ book(id: "bok_2") { title editor { name } } }')
    assert room.calls == ["GET /books?id=bok_2"]
    assert answer.data == {"book": {"title": "Title 2", "editor": None}}


def test_over_a_hundred_keys_are_asked_for_in_chunks(room: ReadingRoom) -> None:
    books = [
        {"id": f"bok_{n}", "title": "T", "author_id": f"per_{n % 2}", "editor_id": f"per_{n}"}
        for n in range(150)
    ]
    room.people.on("/people", keeps([{"id": f"per_{n}", "name": f"Name {n}"} for n in range(150)]))
    room.books.on("/books", keeps(books))
    query = "{ people(first: 2) { nodes { books(first: 75) { nodes { editor { name } } } } } }"
    answer = room.ask(query)
    assert answer.errors == []
    assert sorted(len(call.values("id")) for call in room.people.calls) == [
        0,
        50,
        100,
    ]  # the page of people has none
    editors = [book["editor"]["name"] for p in answer.data["people"]["nodes"] for book in p["books"]["nodes"]]
    assert sorted(editors) == sorted(f"Name {n}" for n in range(150))


def test_equal_fields_are_one_call_however_their_arguments_are_written(room: ReadingRoom) -> None:
    answer = room.ask("{ all: books { nodes { id } } same: books(first: 20) { totalCount } }")
    assert room.calls == ["GET /books?first=20&count=true"]
    assert len(answer.data["all"]["nodes"]) == answer.data["same"]["totalCount"]


def test_pages_of_many_rows_are_one_call(room: ReadingRoom) -> None:
    answer = room.ask("{ people { nodes { name books(first: 1) { nodes { title } } } } }")
    assert room.calls == [
        "GET /books?author_id=per_1&author_id=per_2&author_id=per_3&first=1",
        "GET /people?first=20",
    ]
    titles = [[b["title"] for b in p["books"]["nodes"]] for p in answer.data["people"]["nodes"]]
    assert titles == [["Title 1"], ["Title 2"], []]


@pytest.mark.parametrize(
    ("selection", "counted"), [("totalCount", ["true"]), ("pageInfo { hasNextPage }", []), ("__typename", [])]
)
def test_rows_are_counted_only_when_the_count_is_selected(
    room: ReadingRoom, selection: str, counted: list[str]
) -> None:
    assert room.ask(f"{{ books {{ {selection} }} }}").errors == []
    assert room.books.calls[0].values("count") == counted


def test_aliases_of_equal_fields_share_a_call(room: ReadingRoom) -> None:
    answer = room.ask("{ a: books(first: 1) { nodes { title } } b: books(first: 1) { nodes { pages } } }")
    assert room.calls == ["GET /books?first=1"]
    assert answer.data == {"a": {"nodes": [{"title": "Title 1"}]}, "b": {"nodes": [{"pages": 100}]}}


def test_aliases_with_other_arguments_are_calls_of_their_own(room: ReadingRoom) -> None:
    answer = room.ask("{ a: books(first: 1) { totalCount } b: books(first: 2) { nodes { title } } }")
    assert sorted(room.calls) == ["GET /books?first=1&count=true", "GET /books?first=2"]
    assert (answer.data["a"]["totalCount"], len(answer.data["b"]["nodes"])) == (3, 2)


def test_a_field_selected_in_several_places_is_one_call(room: ReadingRoom) -> None:
    room.ask("{ books { nodes { author { name } ...A } } } fragment A on Book { author { born } }")
    assert room.calls == ["GET /books?first=20", "GET /people?id=per_1&id=per_2"]


def test_fields_that_are_skipped_cause_no_call(room: ReadingRoom) -> None:
    query = "query ($all: Boolean!) { books { nodes { title author @include(if: $all) { name } } } }"
    first = room.ask(query, {"all": False})
    assert room.calls == ["GET /books?first=20"]
    assert "author" not in first.data["books"]["nodes"][0]
    room.ask(query, {"all": True})
    assert room.calls[1:] == ["GET /books?first=20", "GET /people?id=per_1&id=per_2"]


def test_fragments_that_are_skipped_cause_no_call(room: ReadingRoom) -> None:
    query = "query ($no: Boolean!) { version ...Books @skip(if: $no) } fragment Books on Query { books { totalCount } }"
    assert room.ask(query, {"no": True}).data == {"version": "1"}
    assert room.calls == []


def test_a_constant_is_answered_without_any_service(room: ReadingRoom) -> None:
    assert room.ask("{ version __typename }").data == {"version": "1", "__typename": "Query"}
    assert room.calls == []


def test_arguments_go_as_query_parameters_and_nulls_do_not(room: ReadingRoom) -> None:
    room.ask('{ books(first: null, search: "a b&c=d", authorId: null) { __typename } }')
    assert room.books.calls[0].query == [("first", "20"), ("search", "a b&c=d")]


def test_a_page_goes_on_behind_its_cursor(room: ReadingRoom) -> None:
    info = "pageInfo { endCursor hasNextPage hasPreviousPage startCursor }"
    query = f"query ($after: String) {{ books(first: 2, after: $after) {{ nodes {{ id }} {info} }} }}"
    first = room.ask(query).data["books"]["pageInfo"]
    assert first == {"endCursor": "c1", "hasNextPage": True, "hasPreviousPage": False, "startCursor": "c0"}
    rest = room.ask(query, {"after": first["endCursor"]}).data["books"]
    assert [node["id"] for node in rest["nodes"]] == ["bok_3"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)


def test_a_collection_without_a_batch_endpoint_is_asked_row_by_row(room: ReadingRoom) -> None:
    answer = room.ask("{ books { nodes { press { name } } } }")
    assert room.calls == ["GET /books?first=20", "GET /presses/p1"]
    assert answer.data["books"]["nodes"][0]["press"] == {"name": "First Press"}


def test_calls_carry_the_request_id_and_the_callers_token(room: ReadingRoom) -> None:
    room.ask("{ books { nodes { author { name } } } }", by=viewer("per_9"))
    for call in (*room.books.calls, *room.people.calls):
        assert call.headers["x-request-id"] == "request-1"
        assert call.headers["authorization"] == "Bearer token-of-per_9"


def test_an_anonymous_callers_calls_carry_no_token(room: ReadingRoom) -> None:
    room.ask("{ books { totalCount } }")
    assert "authorization" not in room.books.calls[0].headers


def test_the_viewers_row_is_asked_for_by_their_subject(room: ReadingRoom) -> None:
    assert room.ask("{ me { name } }", by=viewer("per_2")).data == {"me": {"name": "Ben"}}
    assert room.calls == ["GET /people?id=per_2"]


def test_nobody_has_no_row_and_makes_no_call(room: ReadingRoom) -> None:
    answer = room.ask("{ me { name } }")
    assert (answer.data, answer.errors, room.calls) == ({"me": None}, [], [])
