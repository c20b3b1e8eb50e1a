"""Ways round a rule that lead nowhere, and what else may be done of those who try."""

import json
import logging
from collections.abc import Iterator

import pytest

from gateway.errors import OperationRejected
from gateway.settings import Settings
from tests.gateway.conftest import BOOKS
from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.behaviours import answers, problem
from tests.support.collection import keeps
from tests.support.exchange import Exchange

SECRETS = ("222", '"sales": 7', '"sales": 5')

#: What somebody tries who is not per_2 and has no scope, and the paths at which that is refused.
WAYS_ROUND = {
    "an alias": ('{ person(id: "per_2") { name: phone } }', ["person.name"]),
    "a name twice": ('{ person(id: "per_2") { phone again: phone } }', ["person.phone", "person.again"]),
    "a fragment": (
        'query { person(id: "per_2") { ...F } } fragment F on Person { phone }',
        ["person.phone"],
    ),
    "a fragment in a fragment": (
        'query { person(id: "per_2") { ...F } } fragment F on Person { ... { ... on Person { phone } } }',
        ["person.phone"],
    ),
    "an interface": ('{ node(id: "per_2") { ... on Person { phone } } }', ["node.phone"]),
    "a fragment on the interface": (
        '{ node(id: "per_2") { ... on Node { ... on Person { phone } } } }',
        ["node.phone"],
    ),
    "a page": ("{ people { nodes { phone } } }", [f"people.nodes.{n}.phone" for n in (1, 2)]),
    "edges": ("{ people { edges { node { phone } } } }", [f"people.edges.{n}.node.phone" for n in (1, 2)]),
    "a row of a row": ('{ book(id: "bok_2") { author { phone } } }', ["book.author.phone"]),
    "a row of a row of a row": (
        '{ book(id: "bok_2") { author { books { nodes { author { phone } } } } } }',
        ["book.author.books.nodes.0.author.phone"],
    ),
    "a lookup by name": ('{ personByName(name: "Ben") { phone } }', ["personByName.phone"]),
    "include": ('{ person(id: "per_2") { phone @include(if: true) } }', ["person.phone"]),
    "a variable": ('query ($yes: Boolean = true) { person(id: "per_2") { phone @include(if: $yes) } }', ["person.phone"]),
    "only the count": ('{ person(id: "per_2") { drafts { totalCount } } }', ["person.drafts"]),
    "only the kind": ('{ person(id: "per_2") { drafts { __typename } } }', ["person.drafts"]),
    "only whether there is more": (
        '{ person(id: "per_2") { drafts { pageInfo { hasNextPage } } } }',
        ["person.drafts"],
    ),
    "the count of a page": ("{ returns { totalCount } }", ["returns"]),
    "the kind of a page": ("{ returns { __typename } }", ["returns"]),
    "below a resolver": ("{ favourites { sales } }", [f"favourites.{n}.sales" for n in (0, 1, 2)]),
    "an object of a resolver": ("{ whoeverWrote { ... on Person { phone drafts { totalCount } } } }", []),
    "a payload": (
        'mutation { addBook(input: {title: "T"}) { book { sales author { phone } } } }',
        ["addBook.book.sales", "addBook.book.author.phone"],
    ),
    "beside what is allowed": (
        '{ mine: person(id: "per_1") { phone } other: person(id: "per_2") { phone } }',
        ["other.phone"],
    ),
    "by a directive that is skipped elsewhere": (
        '{ person(id: "per_2") { phone @skip(if: true) phone } }',
        ["person.phone"],
    ),
}  # fmt: skip


async def keeps_and_adds(exchange: Exchange) -> None:
    """Reads find the books; a new one is said to be the second."""
    reads = exchange.received.method == "GET"
    await (keeps(BOOKS) if reads else answers({"id": "bok_2"}, 201))(exchange)


@pytest.mark.parametrize("way", WAYS_ROUND)
def test_a_way_round_a_rule_leads_nowhere(room: ReadingRoom, way: str) -> None:
    query, refused = WAYS_ROUND[way]
    room.books.on("/books", keeps_and_adds)
    answer = room.ask(query, by=viewer("per_1"))
    assert sorted(answer.codes) == sorted(refused)
    assert set(answer.codes.values()) <= {"FORBIDDEN"}
    assert not any(secret in json.dumps(answer.data) for secret in SECRETS)


@pytest.mark.parametrize("way", WAYS_ROUND)
def test_nobody_gets_further(room: ReadingRoom, way: str) -> None:
    query, _ = WAYS_ROUND[way]
    room.books.on("/books", keeps_and_adds)
    answer = room.ask(query)
    assert set(answer.codes.values()) <= {"FORBIDDEN", "UNAUTHENTICATED"}
    assert not any(secret in json.dumps(answer.data) for secret in (*SECRETS, "111"))


def test_what_is_refused_does_not_tell_what_is_there(room: ReadingRoom) -> None:
    """Whoever may not see the returns is told the same whether there are any, and whether the service is well."""
    query = "{ returns { totalCount nodes { title } } }"
    there = room.ask(query, by=viewer())
    room.books.on("/books", problem(500, "BROKEN"))
    assert room.ask(query, by=viewer()) == there
    assert room.calls == []


REJECTED = [
    ("{ returns { totalCount } books { totalCount } }", ["returns"]),
    ('{ version book(id: "bok_1") { title sales again: sales } }', ["book.sales", "book.again"]),
    ('mutation { lendBook(input: {bookId: "bok_1"}) { ok } }', ["lendBook"]),
    ('{ node(id: "bok_1") { ... on Book { sales } } }', ["node.sales"]),
    ("{ books { edges { node { sales } } } }", ["books.edges.node.sales"]),
]


@pytest.mark.parametrize(("query", "fields"), REJECTED)
def test_rejecting_refuses_the_whole_operation_before_any_call(
    strict_room: ReadingRoom, query: str, fields: list[str]
) -> None:
    with pytest.raises(OperationRejected) as rejected:
        strict_room.ask(query)
    assert (rejected.value.status, rejected.value.code) == (403, "FORBIDDEN")
    assert rejected.value.extensions["fields"] == tuple(fields)
    assert strict_room.calls == []


def test_rejecting_lets_pass_what_everybody_may_see_and_what_is_left_out(strict_room: ReadingRoom) -> None:
    query = "query ($all: Boolean!) { version returns @include(if: $all) { totalCount } }"
    assert strict_room.ask(query, {"all": False}).data == {"version": "1"}
    with pytest.raises(OperationRejected):
        strict_room.ask(query, {"all": True})


def test_a_dry_run_denies_nothing_and_logs_what_it_would(
    lenient_room: ReadingRoom, caplog: pytest.LogCaptureFixture
) -> None:
    lenient_room.books.on("/books", keeps(BOOKS))
    with caplog.at_level(logging.WARNING, "gateway.admission"):
        answer = lenient_room.ask('{ version book(id: "bok_1") { title sales } }', by=viewer())
    assert (answer.data["book"], answer.errors) == ({"title": "Title 1", "sales": 7}, [])
    [line] = caplog.records
    assert vars(line)["would_deny"] == {"Book.sales": "forbidden"}
    assert (vars(line)["subject"], vars(line)["request_id"]) == ("per_1", "request-1")


def test_a_dry_run_says_nothing_of_what_is_allowed(
    lenient_room: ReadingRoom, caplog: pytest.LogCaptureFixture
) -> None:
    lenient_room.books.on("/books", keeps(BOOKS))
    lenient_room.ask('{ book(id: "bok_1") { sales } }', by=viewer("per_1", "sales:read"))
    assert caplog.records == []


@pytest.fixture(scope="module")
def strict_room() -> Iterator[ReadingRoom]:
    """A gateway that rejects operations."""
    with ReadingRoom(Settings(authorization_mode="reject")) as room:
        yield room


@pytest.fixture
def lenient_room() -> Iterator[ReadingRoom]:
    """A gateway that only logs what its rules say."""
    with ReadingRoom(Settings(authorization_dry_run=True)) as room:
        yield room
