"""Fields that resolvers compute of fetched rows, of which they see what they say that they read."""

import asyncio
import datetime
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.docs.pages import REPOSITORY, snippets
from tests.gateway import computing
from tests.gateway.conftest import BOOKS, PEOPLE
from tests.gateway.library import BLOCKED_S, Genre
from tests.gateway.reading_room import Answer, ReadingRoom, viewer
from tests.support.behaviours import answers, problem
from tests.support.collection import keeps

BINDINGS = REPOSITORY / "docs" / "bindings.md"
ADA, BEN, CLEO = "per_1", "per_2", "per_3"


@pytest.fixture(scope="module")
def open_computing_room() -> Iterator[ReadingRoom]:
    with ReadingRoom(schema=computing.schema) as room:
        yield room


@pytest.fixture
def desk(open_computing_room: ReadingRoom) -> ReadingRoom:
    """Three books and three people; nothing was asked, and nothing computed yet."""
    open_computing_room.forget()
    open_computing_room.books.on("/books", keeps(BOOKS))
    open_computing_room.people.on("/people", keeps(PEOPLE))
    computing.seen.clear()
    computing.threads.clear()
    return open_computing_room


# --- where it may stand -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "data"),
    [
        pytest.param('{ book(id: "bok_1") { label } }', {"book": {"label": "Title 1 - 100"}}, id="lookup"),
        pytest.param('{ book(id: "bok_9") { label } }', {"book": None}, id="a row that is missing"),
        pytest.param(
            "{ books(first: 2) { nodes { label } } }",
            {"books": {"nodes": [{"label": "Title 1 - 100"}, {"label": "Title 2 - 200"}]}},
            id="page",
        ),
        pytest.param(
            "{ books(first: 1) { edges { node { label } } nodes { twin } } }",
            {"books": {"edges": [{"node": {"label": "Title 1 - 100"}}], "nodes": [{"twin": "PROSE"}]}},
            id="edges beside nodes",
        ),
        pytest.param(
            "{ people(first: 1) { nodes { initial books(first: 1) { nodes { label } } } } }",
            {"people": {"nodes": [{"initial": "A", "books": {"nodes": [{"label": "Title 1 - 100"}]}}]}},
            id="page of a row",
        ),
        pytest.param(
            '{ a: book(id: "bok_1") { author { initial } } b: book(id: "bok_3") { author { initial } } }',
            {"a": {"author": {"initial": "A"}}, "b": {"author": {"initial": "A"}}},
            id="one",
        ),
        pytest.param(
            '{ node(id: "bok_2") { ... on Book { ...Named } } } fragment Named on Book { name: label }',
            {"node": {"name": "Title 2 - 200"}},
            id="fragments and aliases",
        ),
        pytest.param(
            '{ book(id: "bok_1") { size { inches } } }', {"book": {"size": {"inches": 8.0}}}, id="an object"
        ),
        pytest.param(
            "{ given { title label author { initial } } }",
            {"given": {"title": "Given", "label": "Given - 3", "author": {"initial": "A"}}},
            id="an object that a resolver gave",
        ),
    ],
)
def test_a_computed_field_is_answered(desk: ReadingRoom, query: str, data: dict[str, Any]) -> None:
    answer = desk.ask(query)
    assert (answer.data, answer.errors) == (data, [])


def test_a_list_without_pages_has_computed_fields(desk: ReadingRoom) -> None:
    desk.books.on("/books", answers({"items": BOOKS}))
    assert desk.ask("{ allBooks { label } }").data["allBooks"][2] == {"label": "Title 3 - 300"}


def test_a_payload_has_computed_fields(desk: ReadingRoom) -> None:
    desk.books.on("/books", answers({"title": "New"}, 201))
    answer = desk.ask('mutation { addBook(input: {title: "New"}) { shout userErrors { code } } }')
    assert answer.data == {"addBook": {"shout": "NEW", "userErrors": []}}


def test_a_refused_command_computes_nothing(desk: ReadingRoom) -> None:
    desk.books.on("/books", problem(409, "TAKEN"))
    answer = desk.ask('mutation { addBook(input: {title: "New"}) { shout userErrors { code } } }')
    assert answer.data == {"addBook": {"shout": None, "userErrors": [{"code": "TAKEN"}]}}


def test_the_example_of_the_documentation_answers() -> None:
    (code,) = [
        code for code in snippets(BINDINGS.read_text(encoding="utf-8"), "python") if "class Query" in code
    ]
    example: dict[str, Any] = {}
    exec(code, example)
    with ReadingRoom(schema=example["schema"]) as room:
        room.books.on("/books", keeps(BOOKS))
        answer = room.ask('{ book(id: "bok_2") { label(mark: "/") isLong } }')
    assert answer.data == {"book": {"label": "Title 2 / bok_2", "isLong": True}}


# --- what a resolver is given -------------------------------------------------------------------------------------


def test_a_resolver_sees_members_in_their_python_form_and_cannot_change_them(desk: ReadingRoom) -> None:
    desk.ask('{ book(id: "bok_1") { forms } }')
    (row,) = computing.seen
    assert (row.id, row.price, row.tags, row.author_id) == ("bok_1", Decimal("19.90"), ["old", "red"], ADA)
    assert row.genre is Genre._meta.enum.PROSE
    assert row.printed_at == datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
    assert not hasattr(row, "title")
    with pytest.raises(AttributeError):
        row.id = "bok_2"


def test_arguments_and_variables_reach_it_and_each_alias_has_its_own(desk: ReadingRoom) -> None:
    query = 'query ($m: String) { book(id: "bok_1") { a: label(mark: $m) b: label(mark: ":") c: label } }'
    assert desk.ask(query, {"m": "+"}).data["book"] == {
        "a": "Title 1 + 100",
        "b": "Title 1 : 100",
        "c": "Title 1 - 100",
    }


def test_a_resolver_sees_who_asks_and_how(desk: ReadingRoom) -> None:
    answer = desk.ask('{ book(id: "bok_1") { whoever } }', by=viewer(ADA), headers={"x-thing": "a"})
    assert answer.data == {"book": {"whoever": "per_1 a"}}


def test_what_depends_on_the_request_is_not_shared(desk: ReadingRoom) -> None:
    async def both() -> list[Answer]:
        names = ("a", "b")
        asked = (desk.asked('{ book(id: "bok_1") { whoever } }', headers={"x-thing": name}) for name in names)
        return await asyncio.gather(*asked)

    answers = [answer.data["book"]["whoever"] for answer in desk.run(both())]
    assert answers == ["None a", "None b"]


# --- how it runs --------------------------------------------------------------------------------------------------


def test_the_rows_of_a_list_take_one_thread(desk: ReadingRoom) -> None:
    assert len(desk.ask("{ books(first: 3) { nodes { label } } }").data["books"]["nodes"]) == 3
    assert len(computing.threads) == 1
    assert "MainThread" not in computing.threads


def test_the_rows_of_a_list_wait_side_by_side(desk: ReadingRoom) -> None:
    began = time.monotonic()
    answer = desk.ask("{ books(first: 3) { nodes { patient } } }")
    assert answer.data["books"]["nodes"][0] == {"patient": "Title 1, at last"}
    assert time.monotonic() - began < 2 * BLOCKED_S


def test_a_relation_of_computed_objects_is_fetched_for_all_rows_at_once(desk: ReadingRoom) -> None:
    answer = desk.ask("{ books(first: 2) { nodes { mentions { note person { name } } } } }")
    assert answer.data["books"]["nodes"][1]["mentions"] == [
        {"note": "by", "person": {"name": "Ben"}},
        {"note": "of", "person": {"name": "Cleo"}},
    ]
    assert desk.calls == ["GET /books?first=2", "GET /people?id=per_1&id=per_3&id=per_2"]


# --- what goes wrong ----------------------------------------------------------------------------------------------


def test_errors_are_coded_or_masked_where_they_are(desk: ReadingRoom) -> None:
    answer = desk.ask("{ books(first: 2) { nodes { title broken } } }")
    assert answer.data["books"]["nodes"][0] == {"title": "Title 1", "broken": None}
    assert answer.codes == {
        "books.nodes.0.broken": "BAD_USER_INPUT",
        "books.nodes.1.broken": "INTERNAL_SERVER_ERROR",
    }
    assert "swordfish" not in str(answer.errors)
    assert answer.errors[0]["locations"] == [{"line": 1, "column": 35}]


def test_null_where_none_may_be_takes_the_row_with_it(desk: ReadingRoom) -> None:
    answer = desk.ask("{ books(first: 3) { nodes { title author { initial } } } }")
    assert [book["author"] for book in answer.data["books"]["nodes"]] == [
        {"initial": "A"},
        None,
        {"initial": "A"},
    ]
    assert answer.codes == {"books.nodes.1.author.initial": "INTERNAL_SERVER_ERROR"}


def test_null_inside_a_computed_list_has_its_index(desk: ReadingRoom) -> None:
    answer = desk.ask("{ books(first: 2) { nodes { words } } }")
    assert answer.data["books"]["nodes"] == [{"words": ["Title", "1"]}, {"words": None}]
    assert answer.codes == {"books.nodes.1.words.0": "INTERNAL_SERVER_ERROR"}


def test_an_error_stands_at_every_place_of_its_row(desk: ReadingRoom) -> None:
    desk.books.on("/books", keeps([{**book, "author_id": BEN} for book in BOOKS]))
    answer = desk.ask("{ books(first: 2) { nodes { author { initial } } } }")
    assert sorted(answer.codes) == ["books.nodes.0.author.initial", "books.nodes.1.author.initial"]


def test_a_member_at_fault_is_the_fault_of_what_reads_it(desk: ReadingRoom) -> None:
    desk.books.on("/books", keeps([{**BOOKS[0], "pages": "many"}, BOOKS[1]]))
    answer = desk.ask("{ books(first: 2) { nodes { title label } } }")
    assert answer.data["books"]["nodes"] == [
        {"title": "Title 1", "label": None},
        {"title": "Title 2", "label": "Title 2 - 200"},
    ]
    assert answer.codes == {"books.nodes.0.label": "UPSTREAM_INVALID_RESPONSE"}


# --- who may see it -----------------------------------------------------------------------------------------------


def test_a_scope_is_asked_before_anything_is_computed(desk: ReadingRoom) -> None:
    query = '{ book(id: "bok_1") { title success } }'
    assert desk.ask(query, by=viewer(ADA)).codes == {"book.success": "FORBIDDEN"}
    assert desk.ask(query, by=viewer(ADA, "sales:read")).data["book"]["success"] == 14


def test_an_owner_sees_what_is_computed_of_their_own_row(desk: ReadingRoom) -> None:
    answer = desk.ask("{ people(first: 2) { nodes { masked } } }", by=viewer(ADA))
    assert answer.data["people"]["nodes"] == [{"masked": "…1"}, {"masked": None}]
    assert answer.codes == {"people.nodes.1.masked": "FORBIDDEN"}


def test_what_a_service_withholds_is_not_computed_of(desk: ReadingRoom) -> None:
    row = {"id": ADA, "name": "Ada"}
    desk.people.on("/people", answers({"items": [row], "next": None, "withheld": {ADA: ["phone"]}}))
    answer = desk.ask("{ people(first: 1) { nodes { masked } } }", by=viewer(ADA))
    assert answer.codes == {"people.nodes.0.masked": "FORBIDDEN"}
