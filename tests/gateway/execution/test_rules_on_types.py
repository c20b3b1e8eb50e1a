"""A rule on a type holds wherever the type comes from; policies are what the application says they are."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from graphql import build_schema

from gateway.binding.checks import checked_blueprint
from gateway.binding.sdl import print_sdl
from gateway.errors import OperationRejected, OutOfTime
from gateway.execution.context import Context
from gateway.execution.policies import Policies
from gateway.settings import BadSettings, Settings
from gateway.web.wiring import wire
from tests.gateway.archive import JUDGED, holding_later, schema
from tests.gateway.reading_room import SETTINGS, ReadingRoom, viewer
from tests.support.collection import keeps

LETTERS = [{"id": "let_1", "text": "Dear all"}]
PHOTOS = [
    {"id": "pho_1", "title": "The sea", "grade": "GOOD", "seal": "s", "place": "Ulm", "letter_id": "let_1"}
]
ARCHIVIST = viewer("per_1")
OTHER = viewer("per_2")


@pytest.fixture(scope="module")
def archive() -> Iterator[ReadingRoom]:
    with ReadingRoom(_settings("holding"), schema) as room:
        yield room


@pytest.fixture
def room(archive: ReadingRoom) -> ReadingRoom:
    return _stocked(archive)


def _settings(name: str) -> Settings:
    return replace(SETTINGS, authorization_policies=f"tests.gateway.archive:{name}")


def _stocked(archive: ReadingRoom) -> ReadingRoom:
    archive.forget()
    archive.books.on("/letters", keeps(LETTERS))
    archive.books.on("/photos", keeps(PHOTOS))
    JUDGED.clear()
    return archive


#: Ways to a letter, who may not see one, and at which paths that is refused.
WAYS = {
    "a lookup": ('{ letter(id: "let_1") { text } }', ["letter"]),
    "a page": ("{ letters { nodes { text } } }", ["letters"]),
    "the count of a page": ("{ letters { totalCount } }", ["letters"]),
    "an interface": ('{ kept(id: "let_1") { id } }', ["kept"]),
    "the kind behind an interface": ('{ kept(id: "let_1") { __typename } }', ["kept"]),
    "a fragment": ('{ kept(id: "let_1") { ... on Letter { text } } }', ["kept"]),
    "a relation": ('{ photo(id: "pho_1") { letter { text } } }', ["photo.letter"]),
    "a resolver": ("{ found { id } }", ["found.0.id"]),
    "a resolver by a fragment": ("{ found { ... on Letter { words: text } } }", ["found.0.words"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_type_is_protected_on_every_way_to_it(room: ReadingRoom, way: str) -> None:
    query, refused = WAYS[way]
    answer = room.ask(query, by=OTHER)
    assert answer.codes == dict.fromkeys(refused, "FORBIDDEN")
    assert not any("/letters" in call for call in room.calls)
    assert "Dear all" not in str(answer.data)
    assert room.ask(query, by=ARCHIVIST).errors == []


def test_who_is_not_signed_in_is_asked_to(room: ReadingRoom) -> None:
    assert room.ask('{ letter(id: "let_1") { text } }').codes == {"letter": "UNAUTHENTICATED"}
    assert room.ask('{ kept(id: "let_1") { id } }').codes == {"kept": "UNAUTHENTICATED"}


def test_what_else_an_interface_may_be_is_answered(room: ReadingRoom) -> None:
    answer = room.ask('{ kept(id: "pho_1") { id ... on Photo { title } } }', by=OTHER)
    assert (answer.data, answer.errors) == ({"kept": {"id": "pho_1", "title": "The sea"}}, [])


def test_a_field_of_a_protected_enum_or_scalar_is_protected(room: ReadingRoom) -> None:
    query = '{ photo(id: "pho_1") { title grade seal } }'
    assert room.ask(query).codes == {"photo.grade": "UNAUTHENTICATED", "photo.seal": "UNAUTHENTICATED"}
    assert room.ask(query, by=OTHER).codes == {"photo.seal": "FORBIDDEN"}
    answer = room.ask(query, by=viewer("per_2", "seals:read"))
    assert answer.data == {"photo": {"title": "The sea", "grade": "GOOD", "seal": "s"}}


@pytest.mark.parametrize(
    ("scopes", "code"),
    [
        (("secrets:read",), None),
        (("all:read", "all:see"), None),
        (("all:read",), "FORBIDDEN"),
        ((), "FORBIDDEN"),
    ],
)
def test_the_rule_of_an_interface_holds_for_fields_that_give_it(
    room: ReadingRoom, scopes: tuple[str, ...], code: str | None
) -> None:
    answer = room.ask('{ secret(id: "let_1") { id } }', by=viewer("per_1", *scopes))
    assert answer.codes.get("secret") == code


def test_several_rules_of_a_field_must_all_hold(room: ReadingRoom) -> None:
    query = '{ photo(id: "pho_1") { place } }'
    assert room.ask(query, by=OTHER).codes == {"photo.place": "FORBIDDEN"}
    assert room.ask(query, by=viewer("per_2", "places:read")).data == {"photo": {"place": "Ulm"}}


def test_a_root_field_with_a_resolver_is_protected(room: ReadingRoom) -> None:
    assert room.ask("{ version report }", by=OTHER).codes == {"report": "FORBIDDEN"}
    assert room.ask("{ version report }", by=ARCHIVIST).data == {"version": "1", "report": "all well"}


def test_policies_are_judged_once_and_only_where_they_are_used(room: ReadingRoom) -> None:
    room.ask("{ version }", by=OTHER)
    assert JUDGED == []
    room.ask('{ report letter(id: "let_1") { text } photo(id: "pho_1") { place letter { text } } }', by=OTHER)
    assert [(frozenset({"open", "archivist"}), "per_2")] == JUDGED


def test_operations_of_a_batch_ask_for_a_policy_once() -> None:
    async def both() -> tuple[Context, Context]:
        context = Context({}, ARCHIVIST, "request-1", asyncio.get_running_loop().time() + 1)
        policies = Policies(holding_later)
        archivist, either = frozenset({"archivist"}), frozenset({"archivist", "open"})
        return await asyncio.gather(policies.judged(archivist, context), policies.judged(either, context))

    JUDGED.clear()
    first, second = asyncio.run(both())
    assert [names for names, _ in JUDGED] == [{"archivist"}, {"open"}]
    assert first.viewer.policies == {"archivist"}
    assert second.viewer.policies == {"archivist", "open"}


def test_policies_that_are_judged_too_slowly_end_the_request() -> None:
    async def sleeps(_: frozenset[str], __: Context) -> list[str]:
        await asyncio.sleep(1)
        return ["archivist"]

    async def asked() -> None:
        context = Context({}, ARCHIVIST, "request-1", asyncio.get_running_loop().time() + 0.02)
        await Policies(sleeps).judged(frozenset({"archivist"}), context)

    with pytest.raises(OutOfTime):
        asyncio.run(asked())


def test_what_cannot_be_judged_does_not_hold(room: ReadingRoom, caplog: pytest.LogCaptureFixture) -> None:
    assert room.ask("{ version frail }", by=ARCHIVIST).codes == {"frail": "FORBIDDEN"}
    assert "policies could not be judged" in caplog.text


def test_without_anybody_who_says_so_no_policy_holds(caplog: pytest.LogCaptureFixture) -> None:
    with ReadingRoom(SETTINGS, schema) as room:
        assert "AUTHORIZATION_POLICIES is not set" in caplog.text
        assert _stocked(room).ask("{ report }", by=ARCHIVIST).codes == {"report": "FORBIDDEN"}


def test_an_async_function_may_judge() -> None:
    with ReadingRoom(_settings("holding_later"), schema) as room:
        assert _stocked(room).ask("{ report }", by=ARCHIVIST).data == {"report": "all well"}
        assert room.ask("{ report }", by=OTHER).codes == {"report": "FORBIDDEN"}


def test_rejecting_counts_rules_on_types_and_lets_an_interface_be_something_else() -> None:
    with ReadingRoom(replace(_settings("holding"), authorization_mode="reject"), schema) as room:
        _stocked(room)
        with pytest.raises(OperationRejected) as rejected:
            room.ask('{ version photo(id: "pho_1") { letter { text } } }', by=OTHER)
        assert rejected.value.extensions["fields"] == ("photo.letter",)
        assert room.ask('{ kept(id: "pho_1") { id } }', by=OTHER).data == {"kept": {"id": "pho_1"}}


def test_a_dry_run_asks_policies_and_denies_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with ReadingRoom(replace(_settings("holding"), authorization_dry_run=True), schema) as room:
        assert _stocked(room).ask("{ report }", by=OTHER).data == {"report": "all well"}
    assert [vars(line)["would_deny"] for line in caplog.records] == [{"Query.report": "forbidden"}]


def test_a_function_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(BadSettings, match=r"AUTHORIZATION_POLICIES is .*there is no such function"):
        wire(schema, _settings("nobody"), {"BOOKS_URL": "http://127.0.0.1:1"})


def test_rules_of_types_are_printed() -> None:
    sdl = print_sdl(checked_blueprint(schema))
    lines = {line.strip() for line in sdl.splitlines()}
    assert {
        "enum Grade @authenticated {",
        'scalar Seal @requiresScopes(scopes: [["seals:read"]])',
        'interface Secret @requiresScopes(scopes: [["secrets:read"], ["all:read", "all:see"]]) {',
        'type Letter implements Kept & Secret @policy(policies: [["archivist"]]) {',
        'place: String @requiresScopes(scopes: [["places:read"]]) @policy(policies: [["open"]])',
        'report: String @policy(policies: [["archivist"]])',
    } <= lines
    assert set(build_schema(sdl).type_map) == set(schema.graphql_schema.type_map)
    assert "directive @policy" in sdl
    assert "directive @requiresOwner" not in sdl
