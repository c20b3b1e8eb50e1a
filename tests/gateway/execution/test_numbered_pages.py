"""Pages of services that count rows, or pages, and have no cursors."""

# mypy: disallow-subclassing-any=False

from collections.abc import Iterator
from typing import Any

import graphene
import pytest

from gateway.binding.declare import Entity, page
from gateway.binding.vocabulary import Collection, Paging, Service
from tests.gateway.reading_room import ReadingRoom
from tests.support.behaviours import answers
from tests.support.exchange import Exchange

ATLAS = Service("books", id_type=int)
OTHER = Service("people")
ROWS = [{"id": n, "name": f"N{n}"} for n in range(1, 8)]


class Peak(
    Entity,
    collection=Collection(
        ATLAS, "/peaks", rows=None, paging=Paging("limit", "offset", total="X-Total-Count")
    ),
):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Lake(
    Entity, collection=Collection(ATLAS, "/lakes", rows=None, paging=Paging("_limit", "_page", numbered=True))
):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Bay(Entity, collection=Collection(OTHER, "/bays", rows="data", paging=Paging("size", "from"))):
    id = graphene.ID(required=True)


class Query(graphene.ObjectType):
    peaks = page(Peak, search=graphene.String(), parameters={"search": "q"})
    lakes = page(Lake)
    bays = page(Bay)


async def counts_rows(exchange: Exchange) -> None:
    asked = exchange.received
    begin, size = int(asked.values("offset")[0]), int(asked.values("limit")[0])
    await answers(ROWS[begin : begin + size], headers={"X-Total-Count": str(len(ROWS))})(exchange)


async def counts_pages(exchange: Exchange) -> None:
    asked = exchange.received
    size = int(asked.values("_limit")[0])
    begin = (int(asked.values("_page")[0]) - 1) * size
    more = '<http://x/lakes?_page=9>; rel="next"' if begin + size < len(ROWS) else '<http://x/>; rel="first"'
    await answers(ROWS[begin : begin + size], headers={"Link": more})(exchange)


@pytest.fixture(scope="module")
def open_atlas() -> Iterator[ReadingRoom]:
    with ReadingRoom(schema=graphene.Schema(query=Query)) as room:
        yield room


@pytest.fixture
def atlas(open_atlas: ReadingRoom) -> ReadingRoom:
    open_atlas.forget()
    open_atlas.books.on("/peaks", counts_rows)
    open_atlas.books.on("/lakes", counts_pages)
    open_atlas.people.on("/bays", answers({"data": [{"id": "b1"}, {"id": "b2"}]}))
    return open_atlas


def query(field: str, first: int, after: str | None, *more: str) -> str:
    cursor = f', after: "{after}"' if after else ""
    selected = " ".join(more)
    return f"{{ {field}(first: {first}{cursor}) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} {selected} }} }}"


@pytest.mark.parametrize("field", ["peaks", "lakes"])
def test_pages_follow_one_another_to_the_end(atlas: ReadingRoom, field: str) -> None:
    seen, after, more = [], None, True
    while more:
        found: Any = atlas.ask(query(field, 3, after)).data[field]
        seen.append([node["id"] for node in found["nodes"]])
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert seen == [["1", "2", "3"], ["4", "5", "6"], ["7"]]


def test_rows_and_pages_are_asked_for_as_the_service_counts_them(atlas: ReadingRoom) -> None:
    for field in ("peaks", "lakes"):
        after = atlas.ask(query(field, 2, None)).data[field]["pageInfo"]["endCursor"]
        atlas.ask(query(field, 2, after))
    atlas.ask('{ peaks(search: "a b") { nodes { id } } }')
    assert atlas.calls == [
        "GET /peaks?limit=2&offset=0",
        "GET /peaks?limit=2&offset=2",
        "GET /lakes?_limit=2&_page=1",
        "GET /lakes?_limit=2&_page=2",
        "GET /peaks?limit=20&offset=0&q=a%20b",
    ]


def test_every_row_has_a_cursor_behind_which_a_page_may_begin(atlas: ReadingRoom) -> None:
    edges = atlas.ask("{ peaks(first: 3) { edges { cursor node { name } } totalCount } }").data["peaks"]
    assert edges["totalCount"] == 7
    found = atlas.ask(query("peaks", 2, edges["edges"][0]["cursor"])).data["peaks"]
    assert [node["id"] for node in found["nodes"]] == ["2", "3"]


def test_where_nothing_tells_whether_there_is_more_a_full_page_is_taken_for_a_sign(
    atlas: ReadingRoom,
) -> None:
    full, part = (atlas.ask(query("bays", first, None)).data["bays"] for first in (2, 3))
    assert (full["pageInfo"]["hasNextPage"], part["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize("after", ["x", "cm93OngK", "cm93Oi0x", "é", "===="])
def test_what_is_no_cursor_makes_no_call(atlas: ReadingRoom, after: str) -> None:
    answer = atlas.ask(query("peaks", 3, after))
    assert (answer.data, answer.codes, atlas.calls) == ({"peaks": None}, {"peaks": "BAD_USER_INPUT"}, [])


def test_numbered_pages_begin_only_where_a_page_of_their_size_does(atlas: ReadingRoom) -> None:
    after = atlas.ask(query("lakes", 3, None)).data["lakes"]["pageInfo"]["endCursor"]
    assert atlas.ask(query("lakes", 2, after)).codes == {"lakes": "BAD_USER_INPUT"}


def test_a_service_that_ignores_the_size_is_at_fault(atlas: ReadingRoom) -> None:
    atlas.books.on("/peaks", answers(ROWS))
    assert atlas.ask(query("peaks", 3, None)).codes == {"peaks": "UPSTREAM_INVALID_RESPONSE"}


def test_a_total_that_nobody_tells_is_a_fault_where_it_is_asked_for(atlas: ReadingRoom) -> None:
    assert atlas.ask(query("lakes", 3, None, "totalCount")).codes == {"lakes": "UPSTREAM_INVALID_RESPONSE"}


def test_a_row_at_fault_says_where(atlas: ReadingRoom) -> None:
    atlas.books.on("/peaks", answers([{"id": "one", "name": "N"}], headers={"X-Total-Count": "1"}))
    assert atlas.ask(query("peaks", 3, None)).codes == {"peaks.nodes.0.id": "UPSTREAM_INVALID_RESPONSE"}
