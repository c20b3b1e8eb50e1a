"""Objects that a resolver gave may be entities: their relations are fetched, for all of them at once."""

from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.behaviours import problem


def test_relations_are_fetched_in_one_call_for_all_objects(room: ReadingRoom) -> None:
    answer = room.ask("{ favourites { title author { name } } }")
    assert answer.data["favourites"][:2] == [
        {"title": "Mine", "author": {"name": "Ada"}},
        {"title": "Lent", "author": {"name": "Ben"}},
    ]
    assert room.calls == ["GET /people?id=per_1&id=per_2"]


def test_an_object_without_the_key_has_an_error_of_its_own(room: ReadingRoom) -> None:
    answer = room.ask("{ favourites { author { name } editor { name } } }")
    assert [book["author"] for book in answer.data["favourites"]] == [{"name": "Ada"}, {"name": "Ben"}, None]
    assert answer.codes == {
        "favourites.0.editor": "INTERNAL_SERVER_ERROR",
        "favourites.2.author": "INTERNAL_SERVER_ERROR",
        "favourites.2.editor": "INTERNAL_SERVER_ERROR",
    }


def test_relations_go_on_below_what_was_fetched(room: ReadingRoom) -> None:
    answer = room.ask("{ favourites { author { books(first: 1) { nodes { title author { name } } } } } }")
    nodes = answer.data["favourites"][0]["author"]["books"]["nodes"]
    assert nodes == [{"title": "Title 1", "author": {"name": "Ada"}}]
    assert len(room.calls) == 3


def test_pages_below_objects_take_arguments_and_variables(room: ReadingRoom) -> None:
    query = "query ($n: Int) { whoeverWrote { ... on Person { name books(first: $n) { totalCount } } } }"
    answer = room.ask(query, {"n": 2})
    assert answer.data == {"whoeverWrote": {"name": "Ada", "books": {"totalCount": 2}}}
    assert room.calls == ["GET /books?author_id=per_1&first=2&count=true"]


def test_a_relation_that_may_not_be_null_takes_its_object_with_it(room: ReadingRoom) -> None:
    answer = room.ask("{ loans { title translator { name } } version }")
    assert (answer.data, answer.codes) == (
        {"loans": None, "version": "1"},
        {"loans.1.translator": "INTERNAL_SERVER_ERROR"},
    )


def test_a_service_that_fails_has_its_code_at_each_object(room: ReadingRoom) -> None:
    room.people.on("/people", problem(503, "AWAY"))
    answer = room.ask("{ favourites { title author { name } } }")
    assert answer.codes["favourites.0.author"] == "DOWNSTREAM_SERVICE_ERROR"
    assert answer.codes["favourites.1.author"] == "DOWNSTREAM_SERVICE_ERROR"
    assert answer.data["favourites"][1] == {"title": "Lent", "author": None}


def test_a_scope_is_asked_below_a_resolver_too(room: ReadingRoom) -> None:
    query = "{ favourites { sales } }"
    assert set(room.ask(query, by=viewer("per_1")).codes.values()) == {"FORBIDDEN"}
    assert room.ask(query, by=viewer("per_1", "sales:read")).data["favourites"][0] == {"sales": 5}
    assert set(room.ask(query).codes.values()) == {"UNAUTHENTICATED"}


def test_an_owner_is_asked_below_a_resolver_too(room: ReadingRoom) -> None:
    query = "{ whoeverWrote { ... on Person { phone drafts { totalCount } } } }"
    denied = room.ask(query, by=viewer("per_2"))
    assert denied.codes == {"whoeverWrote.phone": "FORBIDDEN", "whoeverWrote.drafts": "FORBIDDEN"}
    assert room.calls == []
    owned = room.ask(query, by=viewer("per_1"))
    assert owned.data["whoeverWrote"] == {"phone": "111", "drafts": {"totalCount": 3}}


def test_one_fragment_serves_several_places_and_types(room: ReadingRoom) -> None:
    answer = room.ask(
        "{ a: whoeverWrote { ...W } b: whoeverWrote { ...W } favourites { title ...B } }"
        " fragment W on Node { __typename ... on Person { books(first: 1) { nodes { title } } } ...B }"
        " fragment B on Book { author { name } }"
    )
    wrote = {"__typename": "Person", "books": {"nodes": [{"title": "Title 1"}]}}
    assert (answer.data["a"], answer.data["b"]) == (wrote, wrote)
    assert answer.data["favourites"][0] == {"title": "Mine", "author": {"name": "Ada"}}
