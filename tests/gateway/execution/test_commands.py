"""Mutations: one call each, in order, their payloads read after the write; what the caller did wrong is data."""

from typing import Any

import pytest

from tests.gateway.conftest import BOOKS
from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.behaviours import answers, hangs, head, problem, raw
from tests.support.exchange import Exchange
from tests.support.stub_service import Behaviour

ERRORS = "userErrors { code message field }"
ADD = f"""
mutation ($input: AddBookInput!) {{ addBook(input: $input) {{ book {{ title author {{ name }} }} {ERRORS} }} }}
"""
RENAME = f"""
mutation ($input: RenameBookInput!) {{ renameBook(input: $input) {{ book {{ title }} {ERRORS} }} }}
"""
LEND = f"mutation ($input: LendBookInput!) {{ lendBook(input: $input) {{ ok {ERRORS} }} }}"


def reads_and(write: Behaviour) -> Behaviour:
    """Reads answer the first book, anything else does as told."""

    async def behave(exchange: Exchange) -> None:
        read = answers({"items": BOOKS[:1]})
        await (read if exchange.received.method == "GET" else write)(exchange)

    return behave


def renames(number: int) -> str:
    """A field that renames a book."""
    return f'renameBook(input: {{bookId: "bok_{number}", newTitle: "T"}}) {{ book {{ id }} }}'


CREATED = reads_and(answers({"id": "bok_1"}, 201))


def test_a_command_sends_its_input_and_then_reads_what_it_wrote(room: ReadingRoom) -> None:
    room.books.on("/books", CREATED)
    answer = room.ask(ADD, {"input": {"title": "New", "genre": "VERSE", "pageHeight": 20}})
    assert answer.data == {
        "addBook": {"book": {"title": "Title 1", "author": {"name": "Ada"}}, "userErrors": []}
    }
    assert room.calls == ["POST /books", "GET /books?id=bok_1", "GET /people?id=per_1"]


def test_members_stand_in_the_body_where_the_binding_says(room: ReadingRoom) -> None:
    room.books.on("/books", CREATED)
    room.ask(ADD, {"input": {"title": "New", "genre": "VERSE", "pageHeight": 20}})
    assert room.books.calls[0].json == {"title": "New", "genre": "verse", "size": {"height": 20}}
    assert room.books.calls[0].headers["content-type"] == "application/json"


def test_members_that_are_not_given_are_not_sent_and_nulls_are(room: ReadingRoom) -> None:
    room.books.on("/books", CREATED)
    room.ask(ADD, {"input": {"title": "New", "genre": None}})
    assert room.books.calls[0].json == {"title": "New", "genre": None}


def test_what_is_not_selected_is_not_read(room: ReadingRoom) -> None:
    room.books.on("/books", CREATED)
    room.ask('mutation { addBook(input: {title: "New"}) { userErrors { code } } }')
    assert room.calls == ["POST /books"]


def test_members_of_the_path_are_not_in_the_body(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1", answers({"id": "bok_1"}))
    answer = room.ask(RENAME, {"input": {"bookId": "bok_1", "newTitle": "Newer"}})
    call = room.books.calls[0]
    assert (call.method, call.path, call.json) == ("PATCH", "/books/bok_1", {"title": "Newer"})
    assert answer.errors == []


def test_commands_run_one_after_another(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1", answers({"id": "bok_1"}, delay_s=0.1))
    room.books.on("/books/bok_2", answers({"id": "bok_2"}))
    room.ask(f"mutation {{ a: {renames(1)} b: {renames(2)} c: {renames(1)} }}")
    assert [f"{call.method} {call.target}" for call in room.books.calls] == [
        "PATCH /books/bok_1",
        "GET /books?id=bok_1",
        "PATCH /books/bok_2",
        "GET /books?id=bok_2",
        "PATCH /books/bok_1",
        "GET /books?id=bok_1",
    ]


def test_a_command_that_fails_does_not_keep_those_behind_it_from_running(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1", problem(500, "BROKEN"))
    room.books.on("/books/bok_2", answers({"id": "bok_2"}))
    answer = room.ask(f"mutation {{ a: {renames(1)} b: {renames(2)} }}")
    assert answer.data == {"a": None, "b": {"book": {"id": "bok_2"}}}
    assert answer.codes == {"a": "DOWNSTREAM_SERVICE_ERROR"}


def user_errors(answer: Any, field: str) -> list[tuple[str, list[str] | None]]:
    assert answer.errors == []
    return [(error["code"], error["field"]) for error in answer.data[field]["userErrors"]]


def test_what_the_caller_did_wrong_is_told_with_the_names_of_the_input(room: ReadingRoom) -> None:
    faults = [
        {"pointer": "/size/height", "code": "TOO_TALL", "detail": "Too tall."},
        {"pointer": "/title", "code": "TOO_LONG", "detail": "Too long."},
        {"pointer": "/elsewhere", "code": "ODD", "detail": "Odd."},
    ]
    room.books.on("/books", problem(422, "VALIDATION_FAILED", faults))
    answer = room.ask(ADD, {"input": {"title": "New", "pageHeight": 20}})
    assert user_errors(answer, "addBook") == [
        ("TOO_TALL", ["pageHeight"]),
        ("TOO_LONG", ["title"]),
        ("ODD", None),
    ]
    assert answer.data["addBook"]["book"] is None
    assert room.calls == ["POST /books"]


@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_without_members_is_one_user_error(room: ReadingRoom, status: int) -> None:
    room.books.on("/books/bok_1", problem(status, "NOT_NOW"))
    answer = room.ask(RENAME, {"input": {"bookId": "bok_1", "newTitle": "T"}})
    assert answer.data["renameBook"]["userErrors"] == [
        {"code": "NOT_NOW", "message": "NOT_NOW happened.", "field": None}
    ]


def test_a_conflict_is_named_by_the_member_that_named_the_thing(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1", problem(409, "LENT_OUT"))
    answer = room.ask(RENAME, {"input": {"bookId": "bok_1", "newTitle": "T"}})
    assert user_errors(answer, "renameBook") == [("LENT_OUT", ["bookId"])]


def test_what_is_not_found_is_named_by_the_member_that_named_it(room: ReadingRoom) -> None:
    answer = room.ask(RENAME, {"input": {"bookId": "bok_9", "newTitle": "T"}})
    assert user_errors(answer, "renameBook") == [("NOT_FOUND", ["bookId"])]


def test_a_malformed_id_is_a_user_error_and_makes_no_call(room: ReadingRoom) -> None:
    answer = room.ask(RENAME, {"input": {"bookId": "../people/1", "newTitle": "T"}})
    assert user_errors(answer, "renameBook") == [("BAD_USER_INPUT", ["bookId"])]
    assert room.calls == []


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (problem(401, "UNAUTHENTICATED"), "UNAUTHENTICATED"),
        (problem(403, "FORBIDDEN"), "FORBIDDEN"),
        (problem(429, "SLOW_DOWN"), "REQUEST_RATE_LIMITED"),
        (problem(500, "BROKEN"), "DOWNSTREAM_SERVICE_ERROR"),
        (problem(503, "AWAY"), "DOWNSTREAM_SERVICE_ERROR"),
        (answers({}, 404), "DOWNSTREAM_SERVICE_ERROR"),
        (raw(head(200, {"Content-Length": "5"}) + b"{nope"), "UPSTREAM_INVALID_RESPONSE"),
    ],
)
def test_what_is_not_the_callers_fault_is_an_error(
    room: ReadingRoom, behaviour: Behaviour, code: str
) -> None:
    room.books.on("/books", behaviour)
    answer = room.ask(ADD, {"input": {"title": "New"}})
    assert answer.data in ({"addBook": None}, {"addBook": {"book": None, "userErrors": []}})
    assert set(answer.codes.values()) == {code}


def test_a_command_without_an_answer_is_sent_once_and_its_outcome_is_not_known(room: ReadingRoom) -> None:
    room.books.on("/books", hangs)
    answer = room.ask(ADD, {"input": {"title": "New"}}, within_s=0.3)
    assert (answer.data, answer.codes) == ({"addBook": None}, {"addBook": "OUTCOME_UNKNOWN"})
    assert room.calls == ["POST /books"]


def test_a_command_says_whether_it_was_done(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1/loans", raw(head(204)))
    assert room.ask(LEND, {"input": {"bookId": "bok_1"}}, by=viewer()).data["lendBook"]["ok"] is True
    room.books.on("/books/bok_1/loans", problem(409, "LENT_OUT"))
    assert room.ask(LEND, {"input": {"bookId": "bok_1"}}, by=viewer()).data["lendBook"]["ok"] is False


def test_a_key_of_the_caller_goes_into_its_header(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1/loans", raw(head(204)))
    room.ask(LEND, {"input": {"bookId": "bok_1", "onceKey": "k-1"}}, by=viewer())
    call = room.books.calls[0]
    assert (call.headers["idempotency-key"], call.json) == ("k-1", {})


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX-Smuggled: 1", "k" * 256, "ключ"])
def test_a_key_that_is_none_is_a_user_error_and_makes_no_call(room: ReadingRoom, key: str) -> None:
    answer = room.ask(LEND, {"input": {"bookId": "bok_1", "onceKey": key}}, by=viewer())
    assert (user_errors(answer, "lendBook"), room.calls) == ([("BAD_USER_INPUT", ["onceKey"])], [])


def test_a_command_for_the_signed_in_makes_no_call_for_nobody(room: ReadingRoom) -> None:
    answer = room.ask(LEND, {"input": {"bookId": "bok_1"}})
    assert (answer.data, answer.codes, room.calls) == (
        {"lendBook": None},
        {"lendBook": "UNAUTHENTICATED"},
        [],
    )


def test_a_command_behind_a_scope_makes_no_call_without_it(room: ReadingRoom) -> None:
    query = 'mutation { purgeBooks(input: {bookId: "bok_1"}) { ok } }'
    answer = room.ask(query, by=viewer())
    assert (answer.data, answer.codes, room.calls) == ({"purgeBooks": None}, {"purgeBooks": "FORBIDDEN"}, [])
