"""A command that signs somebody in: what it gives is read as that person, and only that."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gateway.settings import Settings
from gateway.web.messages import Incoming
from tests.gateway import archive
from tests.gateway.auth.conftest import JWKS
from tests.gateway.reading_room import SETTINGS, ReadingRoom, viewer
from tests.support.behaviours import answers, problem
from tests.support.collection import keeps
from tests.support.issuer import AUDIENCE, ISSUER, SigningKey, token
from tests.support.stub_service import StubService

ENTER = 'mutation { enter(input: {name: "Ada"}) { person { name phone } userErrors { code } } }'
KEY = SigningKey("key-1")


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Those of a gateway that believes an issuer."""
    with StubService() as issuer:
        issuer.on(JWKS, answers({"keys": [KEY.public]}))
        yield replace(
            SETTINGS,
            jwks_url=f"{issuer.url}{JWKS}",
            token_issuer=ISSUER,
            token_audience=AUDIENCE,
            trusted_proxies=(),
        )


@pytest.fixture(scope="module")
def guarded(settings: Settings) -> Iterator[ReadingRoom]:
    """The library's gateway with an issuer."""
    with ReadingRoom(settings) as room:
        yield room


@pytest.fixture
def hall(guarded: ReadingRoom, room: ReadingRoom) -> ReadingRoom:
    """The same, nothing asked yet, where Ada is let in."""
    guarded.forget()
    guarded.people._behaviours.update(room.people._behaviours)
    guarded.people.on("/visits", lets_in(token(KEY, sub="per_1")))
    return guarded


def lets_in(access_token: Any) -> Any:
    return answers({"person_id": "per_1", "pass": {"token": access_token}}, 201)


def test_the_payload_is_read_as_whoever_was_signed_in(hall: ReadingRoom) -> None:
    answer = hall.ask(ENTER)
    assert answer.data["enter"] == {"person": {"name": "Ada", "phone": "111"}, "userErrors": []}
    assert hall.calls == ["POST /visits", "GET /people?id=per_1"]
    assert hall.people.calls[1].headers["authorization"].startswith("Bearer ey")


def test_whoever_was_signed_in_sees_no_more_of_others_than_before(hall: ReadingRoom) -> None:
    hall.people.on(
        "/visits", answers({"person_id": "per_2", "pass": {"token": token(KEY, sub="per_1")}}, 201)
    )
    answer = hall.ask(ENTER)
    assert answer.data["enter"]["person"] == {"name": "Ben", "phone": None}
    assert answer.codes == {"enter.person.phone": "FORBIDDEN"}


def test_the_fields_beside_it_are_read_as_whoever_sent_them(hall: ReadingRoom) -> None:
    lend = 'lendBook(input: {bookId: "bok_1"}) { ok }'
    answer = hall.ask(f"mutation {{ {ENTER.removeprefix('mutation { ').removesuffix(' }')} {lend} }}")
    assert answer.data["enter"]["person"]["phone"] == "111"
    assert answer.codes == {"lendBook": "UNAUTHENTICATED"}


@pytest.mark.parametrize("given", ["forged", 5, None, token(SigningKey("key-1"), sub="per_1")])
def test_a_token_that_is_not_valid_signs_nobody_in(hall: ReadingRoom, given: Any) -> None:
    hall.people.on("/visits", lets_in(given))
    answer = hall.ask(ENTER)
    assert answer.data["enter"]["person"] == {"name": "Ada", "phone": None}
    assert hall.calls == ["POST /visits", "GET /people?id=per_1"]


def test_whoever_is_refused_stays_who_they_are(hall: ReadingRoom) -> None:
    hall.people.on("/visits", problem(400, "WRONG_NAME"))
    answer = hall.ask(ENTER, by=viewer("per_2"))
    assert answer.data["enter"] == {"person": None, "userErrors": [{"code": "WRONG_NAME"}]}
    assert hall.calls == ["POST /visits"]


def test_a_command_that_failed_is_not_sent_twice(hall: ReadingRoom) -> None:
    hall.people.on("/visits", answers({}, 200, delay_s=2))
    answer = hall.ask(ENTER, within_s=0.2)
    assert answer.codes == {"enter": "OUTCOME_UNKNOWN"}
    assert hall.calls == ["POST /visits"]


def test_too_many_attempts_are_told_with_the_time_to_wait(hall: ReadingRoom) -> None:
    hall.people.on("/visits", problem(429, "REQUEST_RATE_LIMITED", (), **{"Retry-After": "42"}))
    [error] = hall.ask(ENTER).errors
    assert error["extensions"] == {
        "code": "REQUEST_RATE_LIMITED",
        "service": "people",
        "http": {"status": 429},
        "retryAfter": 42,
    }


def test_a_time_to_wait_that_is_no_time_is_not_told(hall: ReadingRoom) -> None:
    hall.people.on("/visits", problem(429, "REQUEST_RATE_LIMITED", (), **{"Retry-After": "9" * 5_000}))
    [error] = hall.ask(ENTER).errors
    assert error["extensions"]["code"] == "REQUEST_RATE_LIMITED"
    assert "retryAfter" not in error["extensions"]


@pytest.mark.parametrize("body", [b'{"pass": "\xff"}', b"{", b"[" * 100_000, b"5"])
def test_an_answer_that_cannot_be_read_signs_nobody_in(hall: ReadingRoom, body: bytes) -> None:
    hall.people.on("/visits", answers(body, 201))
    assert hall.ask(ENTER).codes == {"enter": "UPSTREAM_INVALID_RESPONSE"}


def test_the_service_is_told_whom_the_request_comes_from_and_no_lie(hall: ReadingRoom) -> None:
    headers = {"content-type": "application/json", "x-forwarded-for": "203.0.113.1"}
    body = json.dumps({"query": ENTER}).encode()
    hall.run(hall._gateway.endpoint.answer(Incoming("POST", headers, "", body, "198.51.100.7")))
    entered, read = hall.people.calls
    assert entered.headers["x-forwarded-for"] == "198.51.100.7"
    assert "x-forwarded-for" not in read.headers


@pytest.mark.parametrize(("subject", "codes"), [("per_1", {}), ("per_2", {"enter.letter": "FORBIDDEN"})])
def test_policies_are_judged_anew_for_whoever_was_signed_in(
    settings: Settings, subject: str, codes: dict[str, str]
) -> None:
    policies = replace(settings, authorization_policies="tests.gateway.archive:holding")
    with ReadingRoom(policies, archive.schema) as room:
        room.books.on("/letters", keeps([{"id": "let_1", "text": "Dear all"}]))
        room.books.on("/visits", answers({"letter_id": "let_1", "token": token(KEY, sub=subject)}, 201))
        archive.JUDGED.clear()
        answer = room.ask('mutation { enter(input: {name: "Ada"}) { letter { text } } }')

    assert answer.codes == codes
    assert answer.data["enter"]["letter"] == (None if codes else {"text": "Dear all"})
    assert [who for _, who in archive.JUDGED] == [None, subject]
