"""Who may see what: decided before a call where it can be, by the row where it must be; the service has the last word."""

import pytest

from tests.gateway.conftest import PEOPLE
from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.behaviours import answers

PHONES = "{ people(first: 2) { nodes { name phone } } }"
DRAFTS = "{ people(first: 2) { nodes { name drafts { nodes { title } } } } }"


def test_a_field_behind_a_scope_makes_no_call_without_it(room: ReadingRoom) -> None:
    answer = room.ask("{ returns { totalCount } version }", by=viewer())
    assert (answer.data, answer.codes) == ({"returns": None, "version": "1"}, {"returns": "FORBIDDEN"})
    assert room.calls == []


def test_a_field_behind_a_scope_asks_nobody_to_sign_in(room: ReadingRoom) -> None:
    answer = room.ask("{ returns { totalCount } }")
    assert (answer.codes, room.calls) == ({"returns": "UNAUTHENTICATED"}, [])


def test_a_field_behind_a_scope_is_answered_with_it(room: ReadingRoom) -> None:
    answer = room.ask("{ returns { totalCount } }", by=viewer("per_1", "returns:read"))
    assert (answer.data, answer.errors) == ({"returns": {"totalCount": 3}}, [])


def test_a_member_behind_a_scope_is_denied_and_the_rest_of_the_row_kept(room: ReadingRoom) -> None:
    query = '{ book(id: "bok_1") { title sales } }'
    answer = room.ask(query, by=viewer())
    assert (answer.data, answer.codes) == (
        {"book": {"title": "Title 1", "sales": None}},
        {"book.sales": "FORBIDDEN"},
    )
    assert room.ask(query, by=viewer("per_1", "sales:read")).data["book"]["sales"] == 7


def test_the_owner_of_a_row_sees_their_own_member(room: ReadingRoom) -> None:
    answer = room.ask(PHONES, by=viewer("per_1"))
    assert answer.data["people"]["nodes"] == [
        {"name": "Ada", "phone": "111"},
        {"name": "Ben", "phone": None},
    ]
    assert answer.codes == {"people.nodes.1.phone": "FORBIDDEN"}


def test_whoever_has_the_scope_sees_every_rows_member(room: ReadingRoom) -> None:
    answer = room.ask(PHONES, by=viewer("per_9", "people:read"))
    assert [node["phone"] for node in answer.data["people"]["nodes"]] == ["111", "222"]
    assert answer.errors == []


def test_nobody_sees_no_owners_member(room: ReadingRoom) -> None:
    answer = room.ask(PHONES)
    assert set(answer.codes.values()) == {"FORBIDDEN"}
    assert [node["phone"] for node in answer.data["people"]["nodes"]] == [None, None]


def test_rows_are_fetched_for_their_owner_only(room: ReadingRoom) -> None:
    answer = room.ask(DRAFTS, by=viewer("per_1"))
    assert room.books.calls[0].values("drafter_id") == ["per_1"]
    assert [node["drafts"] and len(node["drafts"]["nodes"]) for node in answer.data["people"]["nodes"]] == [
        3,
        None,
    ]
    assert answer.codes == {"people.nodes.1.drafts": "FORBIDDEN"}


def test_an_owner_who_is_not_among_the_rows_causes_no_call(room: ReadingRoom) -> None:
    answer = room.ask(DRAFTS, by=viewer("per_9"))
    assert (set(answer.codes.values()), room.books.calls) == ({"FORBIDDEN"}, [])


def test_the_owner_is_read_along_where_it_is_not_selected(room: ReadingRoom) -> None:
    answer = room.ask('{ person(id: "per_1") { phone } }', by=viewer("per_1"))
    assert answer.data == {"person": {"phone": "111"}}


def test_rules_hold_through_an_interface(room: ReadingRoom) -> None:
    query = '{ node(id: "per_2") { ... on Person { name phone } ... on Book { sales } } }'
    answer = room.ask(query, by=viewer("per_1"))
    assert (answer.data, answer.codes) == (
        {"node": {"name": "Ben", "phone": None}},
        {"node.phone": "FORBIDDEN"},
    )


def test_one_document_serves_every_caller_by_their_own_rights(room: ReadingRoom) -> None:
    for _ in range(2):
        assert room.ask(PHONES).data["people"]["nodes"][0]["phone"] is None
        assert room.ask(PHONES, by=viewer("per_1")).data["people"]["nodes"][0]["phone"] == "111"
        assert room.ask(PHONES, by=viewer("per_2")).data["people"]["nodes"][0]["phone"] is None


@pytest.mark.parametrize("scopes", [(), ("people:read",)])
def test_what_the_service_withholds_is_forbidden(room: ReadingRoom, scopes: tuple[str, ...]) -> None:
    hidden = {name: value for name, value in PEOPLE[0].items() if name != "phone"}
    room.people.on("/people", answers({"items": [hidden], "withheld": {"per_1": ["phone"]}}))
    answer = room.ask('{ person(id: "per_1") { name phone } }', by=viewer("per_1", *scopes))
    assert (answer.data, answer.codes) == (
        {"person": {"name": "Ada", "phone": None}},
        {"person.phone": "FORBIDDEN"},
    )


def test_what_is_missing_and_not_listed_as_withheld_is_a_fault(room: ReadingRoom) -> None:
    hidden = {name: value for name, value in PEOPLE[0].items() if name != "phone"}
    room.people.on("/people", answers({"items": [hidden], "withheld": {"per_2": ["phone"]}}))
    answer = room.ask('{ person(id: "per_1") { name phone } }', by=viewer("per_1"))
    assert answer.codes == {"person.phone": "UPSTREAM_INVALID_RESPONSE"}


def test_what_is_withheld_of_a_page_is_forbidden_at_its_row(room: ReadingRoom) -> None:
    rows = [PEOPLE[0], {"id": "per_2", "name": "Ben"}]
    room.people.on("/people", answers({"items": rows, "next": None, "withheld": {"per_2": ["phone"]}}))
    answer = room.ask(PHONES, by=viewer("per_9", "people:read"))
    assert answer.codes == {"people.nodes.1.phone": "FORBIDDEN"}
    assert answer.data["people"]["nodes"][0]["phone"] == "111"
