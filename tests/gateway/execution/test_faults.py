"""A service that fails costs its own fields, with a code at their paths, and nothing else."""

import gc
import time
from typing import Any

import pytest

from gateway.errors import GatewayError
from tests.gateway.conftest import BOOKS
from tests.gateway.reading_room import ReadingRoom, viewer
from tests.support.behaviours import answers, closes_after, hangs, problem, resets_after
from tests.support.stub_service import Behaviour

QUERY = "{ books(first: 2) { nodes { title author { name } } } version }"
ABSENT = object()
UNAVAILABLE = "DOWNSTREAM_SERVICE_ERROR"


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        pytest.param(problem(400, "UNKNOWN_PARAMETER"), "BAD_USER_INPUT", id="400"),
        pytest.param(problem(422, "TOO_DEAR"), "BAD_USER_INPUT", id="422"),
        pytest.param(answers({}, 400), UNAVAILABLE, id="400 without a problem document"),
        pytest.param(problem(401, "UNAUTHENTICATED"), "UNAUTHENTICATED", id="401"),
        pytest.param(problem(403, "FORBIDDEN"), "FORBIDDEN", id="403"),
        pytest.param(problem(404, "NOT_FOUND"), UNAVAILABLE, id="404 of a collection"),
        pytest.param(answers({}, 414), "BAD_USER_INPUT", id="414"),
        pytest.param(problem(429, "SLOW_DOWN"), "REQUEST_RATE_LIMITED", id="429"),
        pytest.param(problem(500, "BROKEN"), UNAVAILABLE, id="500"),
        pytest.param(problem(503, "AWAY"), UNAVAILABLE, id="503"),
        pytest.param(problem(504, "DEADLINE_EXCEEDED"), "GATEWAY_TIMEOUT", id="504"),
        pytest.param(answers({}, 302, {"Location": "/elsewhere"}), UNAVAILABLE, id="302"),
        pytest.param(answers({"items": []}, 206), UNAVAILABLE, id="206"),
        pytest.param(closes_after(), UNAVAILABLE, id="closed"),
        pytest.param(resets_after(b""), UNAVAILABLE, id="reset"),
    ],
)
def test_what_a_service_answers_becomes_a_code(room: ReadingRoom, behaviour: Behaviour, code: str) -> None:
    room.people.on("/people", behaviour)
    answer = room.ask(QUERY)
    assert answer.data == {
        "books": {"nodes": [{"title": "Title 1", "author": None}, {"title": "Title 2", "author": None}]},
        "version": "1",
    }
    assert answer.codes == {"books.nodes.0.author": code, "books.nodes.1.author": code}


def test_what_a_service_says_of_a_request_is_a_sentence(room: ReadingRoom) -> None:
    room.people.on("/people", problem(422, "D" * 100_000))
    messages = [error["message"] for error in room.ask(QUERY).errors]
    assert [len(message) for message in messages] == [1_000, 1_000]


def test_a_page_of_the_root_that_fails_is_null(room: ReadingRoom) -> None:
    room.books.on("/books", problem(500, "BROKEN"))
    answer = room.ask(QUERY)
    assert (answer.data, answer.codes) == ({"books": None, "version": "1"}, {"books": UNAVAILABLE})
    assert room.people.calls == []


def test_a_lookup_that_fails_is_null_with_an_error(room: ReadingRoom) -> None:
    room.books.on("/books", problem(500, "BROKEN"))
    answer = room.ask('{ book(id: "bok_1") { title } node(id: "bok_1") { id } person(id: "per_1") { name } }')
    assert answer.data == {"book": None, "node": None, "person": {"name": "Ada"}}
    assert answer.codes == {"book": UNAVAILABLE, "node": UNAVAILABLE}


def test_pages_that_fail_are_null_at_every_row(room: ReadingRoom) -> None:
    room.books.on("/books", problem(500, "BROKEN"))
    answer = room.ask("{ people(first: 2) { nodes { name books { totalCount } } } }")
    assert answer.data["people"]["nodes"] == [{"name": "Ada", "books": None}, {"name": "Ben", "books": None}]
    assert set(answer.codes) == {"people.nodes.0.books", "people.nodes.1.books"}


def test_a_single_call_among_several_that_fails_costs_its_own_row(room: ReadingRoom) -> None:
    room.books.on("/presses/p1", problem(500, "BROKEN"))
    answer = room.ask("{ books(first: 2) { nodes { title press { name } } } }")
    assert answer.data["books"]["nodes"][0] == {"title": "Title 1", "press": None}
    assert set(answer.codes.values()) == {UNAVAILABLE}


def test_a_single_row_that_is_not_found_is_null_and_no_error(room: ReadingRoom) -> None:
    room.books.on("/presses/p1", problem(404, "NOT_FOUND"))
    answer = room.ask("{ books(first: 1) { nodes { press { name } } } }")
    assert (answer.data["books"]["nodes"], answer.errors) == ([{"press": None}], [])


def test_a_service_that_hangs_costs_its_fields_when_its_time_is_over(room: ReadingRoom) -> None:
    room.people.on("/people", hangs)
    began = time.monotonic()
    answer = room.ask(QUERY, within_s=0.3)
    assert time.monotonic() - began < 0.8
    assert set(answer.codes.values()) == {"GATEWAY_TIMEOUT"}
    assert answer.data["books"]["nodes"][0] == {"title": "Title 1", "author": None}


def test_one_call_has_less_time_than_the_request(room: ReadingRoom) -> None:
    room.people.on("/people", hangs)
    began = time.monotonic()
    assert set(room.ask(QUERY).codes.values()) == {"GATEWAY_TIMEOUT"}
    assert 0.9 < time.monotonic() - began < 1.6


def test_slow_services_are_waited_for_side_by_side(room: ReadingRoom) -> None:
    room.people.on("/people", answers({"items": [], "next": None}, delay_s=0.3))
    room.books.on("/books", answers({"items": [], "next": None}, delay_s=0.3))
    began = time.monotonic()
    room.ask("{ books { nodes { id } } people { nodes { id } } }")
    assert time.monotonic() - began < 0.55


def test_a_service_that_is_down_says_so_without_its_address(room: ReadingRoom) -> None:
    room.people.stop()
    try:
        answer = room.ask(QUERY)
    finally:
        room.people.start()
    error = answer.errors[0]
    assert error["message"] == "The service people is not available."
    assert error["extensions"] == {"code": UNAVAILABLE, "service": "people"}
    assert room.ask(QUERY).errors == []


def test_the_status_of_a_failed_call_is_told(room: ReadingRoom) -> None:
    room.people.on("/people", problem(503, "AWAY"))
    extensions = room.ask(QUERY).errors[0]["extensions"]
    assert extensions == {"code": UNAVAILABLE, "service": "people", "http": {"status": 503}}


def test_what_the_service_refused_is_told_in_its_own_words(room: ReadingRoom) -> None:
    room.books.on("/books", problem(400, "BAD_CURSOR"))
    error = room.ask('{ books(after: "x") { totalCount } }').errors[0]
    assert (error["message"], error["extensions"]["code"]) == ("BAD_CURSOR happened.", "BAD_USER_INPUT")


def test_what_a_broken_service_says_is_not_told(room: ReadingRoom) -> None:
    room.books.on("/books", problem(500, "SWORDFISH"))
    assert "SWORDFISH" not in str(room.ask("{ books { totalCount } }", by=viewer()).errors)


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        ({"pages": "7"}, "/items/1/pages: Expected `int`, got `str`"),
        ({"title": None}, "/items/1/title: Expected `str`, got `null`"),
        ({"tags": ["red", 5]}, "/items/1/tags/1: Expected `str`, got `int`"),
        ({"size": {"height": {}}}, "/items/1/size/height: Expected `int`, got `object`"),
        ({"genre": "PROSA"}, "/items/1/genre: Invalid enum value 'PROSA'"),
        ({"title": ABSENT}, "/items/1/title: Expected `String`, got nothing"),
    ],
)
def test_the_log_says_where_an_answer_is_wrong_and_the_client_is_not_told(
    room: ReadingRoom, caplog: pytest.LogCaptureFixture, row: dict[str, Any], detail: str
) -> None:
    wrong = {name: value for name, value in {**BOOKS[1], **row}.items() if value is not ABSENT}
    room.books.on("/books", answers({"items": [BOOKS[0], wrong], "next": None}))

    answer = room.ask("{ books(first: 2) { nodes { title pages tags genre size { height } } } }")

    (line,) = [vars(record) for record in caplog.records if record.name == "gateway.pipeline"]
    assert (line["upstream"], line["detail"]) == ("books", f"/books: {detail}")
    assert answer.errors[0]["message"] == "The service books gave an answer of the wrong shape."
    assert set(answer.codes.values()) == {"UPSTREAM_INVALID_RESPONSE"}


def test_a_fault_that_many_fields_see_is_one_line_of_the_log(
    room: ReadingRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room.people.on("/people", problem(500, "BROKEN"))
    room.ask("{ books(first: 3) { nodes { author { name } } } }")
    (line,) = [vars(record) for record in caplog.records if record.name == "gateway.pipeline"]
    assert (line["upstream"], line["places"]) == ("people", 3)


def errors_alive() -> int:
    gc.collect()
    return sum(isinstance(one, GatewayError) for one in gc.get_objects())


@pytest.mark.parametrize("behaviour", [problem(500, "BROKEN"), answers({"items": [{"id": 5}]}), hangs])
def test_nothing_is_left_of_a_fault_when_it_was_answered(room: ReadingRoom, behaviour: Behaviour) -> None:
    room.people.on("/people", behaviour)
    before = errors_alive()
    for _ in range(3):
        assert room.ask(QUERY, within_s=0.1).errors
    assert errors_alive() <= before
