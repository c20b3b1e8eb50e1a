"""Identical reads at one time are shared: between requests, never with what was read before, never between viewers."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.auth.viewer import ANONYMOUS, Viewer
from tests.gateway.conftest import BOOKS
from tests.gateway.reading_room import SETTINGS, Answer, ReadingRoom, viewer
from tests.support.behaviours import answers, problem
from tests.support.collection import keeps
from tests.support.exchange import Exchange
from tests.support.stub_service import Behaviour

TITLE = '{ book(id: "bok_1") { title } }'
READERS = 20


def slow(behaviour: Behaviour, delay_s: float) -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        await asyncio.sleep(delay_s)
        await behaviour(exchange)

    return behave


class Shelf:
    """One book whose title is a number. A read takes its title at once, and answers a while later."""

    def __init__(self, room: ReadingRoom, takes_s: float) -> None:
        self.title = 0
        self._takes_s = takes_s
        room.books.on("/books", self._read)
        room.books.on("/books/bok_1", self._write)

    async def _read(self, exchange: Exchange) -> None:
        body = {"items": [{"id": "bok_1", "title": str(self.title)}]}
        await answers(body, delay_s=self._takes_s)(exchange)

    async def _write(self, exchange: Exchange) -> None:
        self.title = int(json.loads(exchange.received.body)["title"])
        await answers({"id": "bok_1"})(exchange)


async def read(room: ReadingRoom, by: Viewer = ANONYMOUS) -> int:
    answer = await room.asked(TITLE, by=by)
    return int(answer.data["book"]["title"])


async def write(room: ReadingRoom, title: int) -> None:
    query = 'mutation ($t: String!) { renameBook(input: {bookId: "bok_1", newTitle: $t}) { userErrors { code } } }'
    done = await room.asked(query, {"t": str(title)})
    assert done.data == {"renameBook": {"userErrors": []}}


@pytest.fixture(scope="module", params=["calls and operations", "calls alone", "operations alone"])
def sharing_room(request: pytest.FixtureRequest) -> Iterator[ReadingRoom]:
    """Whatever is shared, a read is fresh."""
    settings = replace(
        SETTINGS, share_calls="calls" in request.param, share_operations="operations" in request.param
    )
    with ReadingRoom(settings) as room:
        yield room


def test_a_write_that_was_acknowledged_is_seen_by_whoever_reads_after_it(sharing_room: ReadingRoom) -> None:
    shelf = Shelf(sharing_room, takes_s=0.15)

    async def scenario() -> None:
        early = asyncio.create_task(read(sharing_room))
        await asyncio.sleep(0.05)
        shelf.title = 1
        assert await read(sharing_room) == 1
        assert await early == 0

    sharing_room.run(scenario())


def test_no_read_is_stale_among_many_readers(sharing_room: ReadingRoom) -> None:
    Shelf(sharing_room, takes_s=0.01)
    written = [0]

    async def reader(pause_s: float) -> None:
        for _ in range(10):
            acknowledged = written[-1]
            assert await read(sharing_room) >= acknowledged
            await asyncio.sleep(pause_s)

    async def writer() -> None:
        for title in range(1, 40):
            await write(sharing_room, title)
            written.append(title)
            await asyncio.sleep(0.005)

    async def scenario() -> None:
        await asyncio.gather(writer(), *(reader(n / 1000) for n in range(READERS)))

    sharing_room.forget_calls()
    sharing_room.run(scenario())
    reads = [call for call in sharing_room.calls if call.startswith("GET")]
    assert len(reads) < READERS * 10 / 2


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(viewer("per_2", "sales:read"), id="another subject"),
        pytest.param(viewer("per_1"), id="the same subject with other scopes"),
        pytest.param(replace(viewer("per_1", "sales:read"), issuer="another"), id="another issuer's"),
        pytest.param(ANONYMOUS, id="nobody"),
    ],
)
def test_viewers_who_are_not_the_same_share_nothing(sharing_room: ReadingRoom, other: Viewer) -> None:
    async def tells_who_asked(exchange: Exchange) -> None:
        who = exchange.received.headers.get("authorization", "nobody")
        await answers({"items": [{"id": "bok_1", "title": who}]}, delay_s=0.05)(exchange)

    sharing_room.forget()
    sharing_room.books.on("/books", tells_who_asked)
    asking = [viewer("per_1", "sales:read"), replace(other, token=other.token and "another-token")] * 3
    answered = sharing_room.run(_together(*(sharing_room.asked(TITLE, by=by) for by in asking)))
    titles = [answer.data["book"]["title"] for answer in answered]
    own = [f"Bearer {by.token}" if by.token else "nobody" for by in asking]
    assert titles == own
    assert len(sharing_room.calls) == 2


def test_the_same_viewer_with_a_renewed_token_shares(sharing_room: ReadingRoom) -> None:
    sharing_room.forget()
    Shelf(sharing_room, takes_s=0.05)
    asking = [viewer(), replace(viewer(), token="renewed")]
    sharing_room.run(_together(*(sharing_room.asked(TITLE, by=by) for by in asking)))
    assert len(sharing_room.calls) == 1


async def _together(*asking: object) -> list[Answer]:
    return await asyncio.gather(*asking)  # type: ignore[call-overload, no-any-return]


# --- what is one call ---------------------------------------------------------------------------------------------


def test_identical_queries_at_one_time_are_one_call(room: ReadingRoom) -> None:
    answered = room.run(_together(*(room.asked(TITLE) for _ in range(READERS))))
    assert {answer.data["book"]["title"] for answer in answered} == {"Title 1"}
    assert len(room.calls) == 1


@pytest.mark.parametrize(
    "query",
    [
        pytest.param('{ a: book(id: "bok_1") { title } b: book(id: "bok_1") { title } }', id="written twice"),
        pytest.param(
            "query ($a: ID!, $b: ID!) { a: book(id: $a) { title } b: book(id: $b) { title } }", id="by value"
        ),
        pytest.param(
            '{ a: book(id: "bok_1") { title } b: node(id: "bok_1") { id } }', id="by different fields"
        ),
    ],
)
def test_equal_calls_in_one_operation_are_one_call(room: ReadingRoom, query: str) -> None:
    assert room.ask(query, {"a": "bok_1", "b": "bok_1"}).errors == []
    assert room.calls == ["GET /books?id=bok_1"]


def test_different_queries_share_the_calls_that_they_have_in_common(room: ReadingRoom) -> None:
    queries = [TITLE, '{ book(id: "bok_1") { pages } }']
    answered = room.run(_together(*map(room.asked, queries)))
    assert [answer.data["book"] for answer in answered] == [{"title": "Title 1"}, {"pages": 100}]
    assert len(room.calls) == 1


def test_other_variables_are_other_work(room: ReadingRoom) -> None:
    query = "query ($id: ID!) { book(id: $id) { title } }"
    ids = ["bok_1", "bok_2", "bok_1"]
    answered = room.run(_together(*(room.asked(query, {"id": key}) for key in ids)))
    assert [answer.data["book"]["title"] for answer in answered] == ["Title 1", "Title 2", "Title 1"]
    assert len(room.calls) == 2


def test_mutations_are_never_shared(room: ReadingRoom) -> None:
    room.books.on("/books/bok_1/loans", answers({}))
    query = 'mutation { lendBook(input: {bookId: "bok_1"}) { ok } }'
    answered = room.run(_together(*(room.asked(query, by=viewer()) for _ in range(5))))
    assert [answer.data["lendBook"]["ok"] for answer in answered] == [True] * 5
    assert room.calls == ["POST /books/bok_1/loans"] * 5


def test_a_fault_reaches_everyone_who_joined_and_nobody_who_came_later(room: ReadingRoom) -> None:
    room.books.on("/books", slow(problem(503, "GONE"), 0.05))

    async def scenario() -> None:
        together = [asyncio.create_task(room.asked(TITLE)) for _ in range(5)]
        await asyncio.sleep(0.02)
        room.books.on("/books", keeps(BOOKS))
        later = await room.asked(TITLE)
        assert [answer.codes for answer in await asyncio.gather(*together)] == [
            {"book": "DOWNSTREAM_SERVICE_ERROR"}
        ] * 5
        assert later.errors == []

    room.run(scenario())
    assert len(room.calls) == 2


def test_a_caller_who_goes_takes_no_other_down(room: ReadingRoom) -> None:
    room.books.on("/books", slow(keeps(BOOKS), 0.1))

    async def scenario() -> None:
        goes, stays = (asyncio.create_task(room.asked(TITLE)) for _ in range(2))
        await asyncio.sleep(0.03)
        goes.cancel()
        assert (await stays).data == {"book": {"title": "Title 1"}}

    room.run(scenario())
    assert len(room.calls) == 1


def test_a_caller_in_a_hurry_takes_no_other_down(room: ReadingRoom) -> None:
    room.books.on("/books", slow(keeps(BOOKS), 0.3))
    queries = [TITLE, '{ book(id: "bok_1") { pages } }']

    async def scenario() -> None:
        began = asyncio.get_running_loop().time()
        hurried = asyncio.create_task(room.asked(queries[0], within_s=0.1))
        patient = asyncio.create_task(room.asked(queries[1], within_s=3))
        assert (await hurried).codes == {"book": "GATEWAY_TIMEOUT"}
        assert asyncio.get_running_loop().time() - began < 0.2
        assert (await patient).data == {"book": {"pages": 100}}

    room.run(scenario())
    assert len(room.calls) == 1


# --- off ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share_calls", "share_operations", "calls"), [(False, False, 10), (False, True, 2), (True, False, 1)]
)
def test_each_kind_of_sharing_can_be_turned_off(
    share_calls: bool, share_operations: bool, calls: int
) -> None:
    settings = replace(SETTINGS, share_calls=share_calls, share_operations=share_operations)
    with ReadingRoom(settings) as room:
        room.books.on("/books", keeps(BOOKS))
        queries = [TITLE, '{ book(id: "bok_1") { pages } }'] * 5
        room.run(_together(*map(room.asked, queries)))
        assert len(room.calls) == calls
