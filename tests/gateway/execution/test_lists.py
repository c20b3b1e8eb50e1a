"""Lists without pages: of a whole collection, and of each parent, from services that speak in other ways than ours."""

# mypy: disallow-subclassing-any=False

from collections.abc import Iterator
from typing import Any

import graphene
import pytest

from gateway.auth.scopes import owner
from gateway.binding.declare import Entity, Payload, command, lookup, many, member, one, post, signed_in
from gateway.binding.vocabulary import Collection, Service
from tests.gateway.blog.service import filters
from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.behaviours import answers, problem

ATLAS = Service("books", camel_case=True, id_type=int)
PLAIN = Service("people")


class Shape(graphene.ObjectType):
    side_count = graphene.Int(required=True)


class Land(Entity, collection=Collection(ATLAS, "/lands", rows=None, key_style="comma", max_keys=2)):
    id = graphene.ID(required=True)
    short_name = graphene.String(required=True)
    neighbour_ids = graphene.List(graphene.ID)
    the_shape = graphene.Field(Shape)
    towns = many(lambda: Town, by="landId", order=graphene.String(), parameters={"order": "sort"})
    lone_town = many(lambda: Town, by="landId", max_rows=1)
    secret = member(graphene.String, "secret", requires=owner("id"))


class Town(Entity, collection=Collection(ATLAS, "/towns", rows=None)):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    land = one(Land, key="landId")


class River(Entity, collection=Collection(PLAIN, "/rivers")):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Harbour(Entity, collection=Collection(ATLAS, "/harbours", batch=False)):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Query(graphene.ObjectType):
    lands = many(
        Land,
        kinds=graphene.List(graphene.String),
        parameters={"kinds": "kind"},
        of=graphene.ID(),
        ids={"of": Land},
    )
    land = lookup(Land)
    towns = many(Town)
    rivers = many(River, required=True)
    few_towns = many(Town, max_rows=3)
    fewer_towns = many(Town, max_rows=2)
    harbour = lookup(Harbour)
    home = signed_in(Land)


class FoundTownInput(graphene.InputObjectType):
    land_id = graphene.ID(required=True)
    full_name = graphene.String(required=True)


class FoundTownPayload(Payload):
    id = graphene.ID()
    land = one(Land, key="landId")


class Mutation(graphene.ObjectType):
    found_town = command(FoundTownPayload, FoundTownInput, post(ATLAS, "/towns", ids={"land_id": Land}))


LANDS: list[dict[str, Any]] = [
    {"id": 1, "shortName": "A", "neighbourIds": [2, None], "theShape": {"sideCount": 3}, "secret": "s"},
    {"id": 2, "shortName": "B", "neighbourIds": None, "theShape": None, "secret": "t"},
    {"id": 3, "shortName": "C", "neighbourIds": [], "theShape": None, "secret": "u"},
]
TOWNS: list[dict[str, Any]] = [
    {"id": 10, "name": "X", "landId": 1},
    {"id": 11, "name": "Y", "landId": 3},
    {"id": 12, "name": "Z", "landId": 1},
]


@pytest.fixture(scope="module")
def open_atlas() -> Iterator[ReadingRoom]:
    with ReadingRoom(schema=graphene.Schema(query=Query, mutation=Mutation)) as room:
        yield room


@pytest.fixture
def atlas(open_atlas: ReadingRoom) -> ReadingRoom:
    open_atlas.forget()
    open_atlas.books.on("/lands", answers(LANDS))
    open_atlas.books.on("/towns", answers(TOWNS))
    open_atlas.people.on("/rivers", answers({"items": [{"id": "r1", "name": "R"}]}))
    open_atlas.books.on("/harbours/7", answers({"id": 7, "name": "H"}))
    return open_atlas


def test_a_whole_collection_is_one_call(atlas: ReadingRoom) -> None:
    assert atlas.ask("{ lands { shortName } rivers { id name } }").data == {
        "lands": [{"shortName": "A"}, {"shortName": "B"}, {"shortName": "C"}],
        "rivers": [{"id": "r1", "name": "R"}],
    }
    assert atlas.calls == ["GET /lands", "GET /rivers"]


def test_a_list_that_is_longer_than_its_field_says_is_at_fault(atlas: ReadingRoom) -> None:
    answer = atlas.ask("{ fewTowns { id } fewerTowns { id } lands { loneTown { name } } }")
    assert len(answer.data["fewTowns"]) == 3
    assert answer.data["fewerTowns"] is None
    assert [land["loneTown"] for land in answer.data["lands"]] == [None, [], [{"name": "Y"}]]
    assert [error["path"] for error in answer.errors] == [["fewerTowns"], ["lands", 0, "loneTown"]]
    assert {error["extensions"]["code"] for error in answer.errors} == {"UPSTREAM_INVALID_RESPONSE"}


def test_a_list_below_each_row_is_one_call_for_all(atlas: ReadingRoom) -> None:
    assert atlas.ask("{ lands { id towns { name } } }").data["lands"] == [
        {"id": "1", "towns": [{"name": "X"}, {"name": "Z"}]},
        {"id": "2", "towns": []},
        {"id": "3", "towns": [{"name": "Y"}]},
    ]
    assert len(atlas.books.calls) == 2


def test_what_the_rows_of_a_list_name_is_fetched_in_batches(atlas: ReadingRoom) -> None:
    atlas.books.on("/lands", answers(LANDS[:1]))
    atlas.books.on("/towns", answers([TOWNS[0], TOWNS[2]]))
    answer = atlas.ask("{ lands { towns { land { shortName } } } }")
    assert answer.data == {"lands": [{"towns": [{"land": {"shortName": "A"}}] * 2}]}
    assert atlas.calls == ["GET /lands", "GET /towns?landId=1", "GET /lands?id=1"]


def test_arguments_are_parameters_and_those_that_are_lists_are_repeated(atlas: ReadingRoom) -> None:
    atlas.ask('{ lands(kinds: ["a b", "c"], of: "1") { towns(order: "name") { name } } }')
    assert atlas.calls == [
        "GET /lands?kind=a%20b&kind=c&of=1",
        "GET /towns?landId=1&landId=2&landId=3&sort=name",
    ]


def test_keys_may_be_one_value_and_are_split_at_the_maximum(atlas: ReadingRoom) -> None:
    atlas.books.on("/lands", filters(LANDS))
    atlas.books.on("/towns", answers([{"id": n, "name": "X", "landId": n} for n in (1, 2, 3)]))
    answer = atlas.ask("{ towns { land { shortName } } }")
    assert [town["land"]["shortName"] for town in answer.data["towns"]] == ["A", "B", "C"]
    assert atlas.calls[0] == "GET /towns"
    assert sorted(atlas.calls[1:]) == ["GET /lands?id=1,2", "GET /lands?id=3"]


def test_integer_ids_are_strings_in_answers_and_members_are_in_camel_case(atlas: ReadingRoom) -> None:
    answer = atlas.ask("{ lands { id neighbourIds theShape { sideCount } } }")
    assert answer.data["lands"][:2] == [
        {"id": "1", "neighbourIds": ["2", None], "theShape": {"sideCount": 3}},
        {"id": "2", "neighbourIds": None, "theShape": None},
    ]


@pytest.mark.parametrize("malformed", ["x", "1.0", "", "01", "1,2", " 1"])
def test_an_id_that_is_no_integer_makes_no_call(atlas: ReadingRoom, malformed: str) -> None:
    answer = atlas.ask("query ($id: ID!) { land(id: $id) { id } lands(of: $id) { id } }", {"id": malformed})
    assert (answer.data, atlas.calls) == ({"land": None, "lands": None}, [])
    assert answer.codes == {"land": "BAD_USER_INPUT", "lands": "BAD_USER_INPUT"}


@pytest.mark.parametrize(("subject", "home"), [("2", {"secret": "t"}), ("usr_2", None)])
def test_the_viewers_subject_may_be_an_integer_id(atlas: ReadingRoom, subject: str, home: Any) -> None:
    atlas.books.on("/lands", answers([LANDS[1]]))
    answer = atlas.ask("{ home { secret } }", by=viewer(subject))
    assert (answer.data, answer.errors) == ({"home": home}, [])


def test_a_row_of_a_collection_without_a_batch_endpoint_is_looked_up_by_its_path(atlas: ReadingRoom) -> None:
    answer = atlas.ask('{ here: harbour(id: "7") { name } gone: harbour(id: "8") { name } }')
    assert answer.data == {"here": {"name": "H"}, "gone": None}
    assert atlas.calls == ["GET /harbours/7", "GET /harbours/8"]


# --- commands -----------------------------------------------------------------------------------------------------

FOUND = """
mutation ($land: ID!) {
  foundTown(input: {landId: $land, fullName: "New"}) { id land { shortName } userErrors { field } }
}
"""


def test_a_command_speaks_as_its_service_does(atlas: ReadingRoom) -> None:
    atlas.books.on("/towns", answers({"id": 13, "landId": 2}, 201))
    atlas.books.on("/lands", filters(LANDS))
    assert atlas.ask(FOUND, {"land": "2"}).data == {
        "foundTown": {"id": "13", "land": {"shortName": "B"}, "userErrors": []}
    }
    assert atlas.books.calls[0].json == {"landId": 2, "fullName": "New"}


def test_what_a_command_is_refused_for_is_named_as_in_graphql(atlas: ReadingRoom) -> None:
    atlas.books.on(
        "/towns", problem(422, "X", [{"pointer": "/fullName", "code": "LONG", "detail": "Too long."}])
    )
    assert atlas.ask(FOUND, {"land": "2"}).data["foundTown"]["userErrors"] == [{"field": ["fullName"]}]
    assert atlas.ask(FOUND, {"land": "two"}).data["foundTown"]["userErrors"] == [{"field": ["landId"]}]


# --- faults -------------------------------------------------------------------------------------------------------


def test_a_member_at_fault_spoils_its_list_and_no_other(atlas: ReadingRoom) -> None:
    atlas.books.on("/towns", answers([TOWNS[0], {**TOWNS[1], "name": 5}]))
    answer = atlas.ask("{ lands { towns { name } } }")
    assert answer.data["lands"] == [{"towns": [{"name": "X"}]}, {"towns": []}, {"towns": None}]
    assert answer.codes == {"lands.2.towns.0.name": "UPSTREAM_INVALID_RESPONSE"}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([TOWNS[0], {**TOWNS[1], "landId": 9}], id="of a parent that was not asked for"),
        pytest.param([TOWNS[0], {**TOWNS[1], "landId": "1"}], id="of a key of another type"),
        pytest.param([TOWNS[0], {"id": 11, "name": "Y"}], id="of no parent"),
        pytest.param([TOWNS[0], 5], id="that is no object"),
    ],
)
def test_a_row_that_belongs_nowhere_might_be_missing_in_every_list(atlas: ReadingRoom, rows: Any) -> None:
    atlas.books.on("/towns", answers(rows))
    answer = atlas.ask("{ lands { shortName towns { name } } }")
    assert [land["towns"] for land in answer.data["lands"]] == [None] * 3
    assert set(answer.codes.values()) == {"UPSTREAM_INVALID_RESPONSE"}
    assert len(answer.errors) == 3


@pytest.mark.parametrize("body", [{"items": []}, b"[", None, b"", "x"], ids=repr)
def test_what_is_no_list_is_a_fault(atlas: ReadingRoom, body: Any) -> None:
    atlas.books.on("/lands", answers(body))
    answer = atlas.ask("{ lands { id } }")
    assert (answer.data, answer.codes) == ({"lands": None}, {"lands": "UPSTREAM_INVALID_RESPONSE"})


def test_an_id_of_the_other_type_is_a_fault(atlas: ReadingRoom) -> None:
    atlas.books.on("/lands", answers([{"id": "1", "shortName": "A"}]))
    answer = atlas.ask("{ lands { id shortName } }")
    assert (answer.data, answer.codes) == ({"lands": None}, {"lands.0.id": "UPSTREAM_INVALID_RESPONSE"})


def test_a_service_that_fails_leaves_the_rest(atlas: ReadingRoom) -> None:
    atlas.books.on("/towns", problem(500, "X"))
    answer = atlas.ask("{ lands { id towns { name } } }")
    assert answer.data["lands"][0] == {"id": "1", "towns": None}
    assert set(answer.codes.values()) == {"DOWNSTREAM_SERVICE_ERROR"}


def test_a_list_that_is_never_null_takes_its_parent_along(atlas: ReadingRoom) -> None:
    atlas.people.on("/rivers", problem(500, "X"))
    answer = atlas.ask("{ rivers { name } lands { id } }")
    assert (answer.data, answer.codes) == (None, {"rivers": "DOWNSTREAM_SERVICE_ERROR"})


@pytest.mark.parametrize(
    "query",
    [
        "{ lands { id towns { id name } } %s }",
        "{ lands { shortName neighbourIds theShape { sideCount } towns { landId: id } } %s }",
        "{ towns { name land { id } } %s }",
        "{ lands { ...L towns { land { ...L } } } %s } fragment L on Land { __typename shortName }",
    ],
)
def test_a_fault_elsewhere_changes_nothing_of_a_list(atlas: ReadingRoom, query: str) -> None:
    atlas.books.on("/lands", filters(LANDS))
    sound, faulty = (atlas.ask(query % more) for more in ("", 'land(id: "x") { id }'))
    assert (len(sound.errors), len(faulty.errors)) == (0, 1)
    assert faulty.data == {**sound.data, "land": None}
    assert list(faulty.data) == [*sound.data, "land"]


# --- owners -------------------------------------------------------------------------------------------------------


def test_an_owner_may_be_named_by_an_integer(atlas: ReadingRoom) -> None:
    answer = atlas.ask("{ lands { secret } }", by=viewer("2"))
    assert [land["secret"] for land in answer.data["lands"]] == [None, "t", None]
    assert answer.codes == {"lands.0.secret": "FORBIDDEN", "lands.2.secret": "FORBIDDEN"}
