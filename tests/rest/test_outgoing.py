"""Calls to a neighbour: who asks, for how long, and what becomes of its failures."""

import time
from collections.abc import Iterator

import pytest

from tests.rest.client import Tiny, problem
from tests.rest.issuer import Issuer

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def neighbour(tiny: Tiny) -> Iterator[Issuer]:
    issuer = tiny.issuer
    before = issuer.greeting, issuer.greeting_takes_s
    issuer.asked.clear()
    yield issuer
    issuer.greeting, issuer.greeting_takes_s = before


def test_the_answer_arrives_decoded(tiny: Tiny, neighbour: Issuer) -> None:
    assert tiny.get("/greetings/anna").json() == {"text": "hello"}


def test_what_ties_requests_together_is_passed_on(tiny: Tiny, neighbour: Issuer) -> None:
    headers = {"X-Request-Id": "passed-on", "traceparent": TRACE, "X-Deadline-Ms": "5000"}

    tiny.get("/greetings/anna", headers=headers)

    _, sent = next(asked for asked in neighbour.asked if asked[0] == "/greetings/anna")
    assert (sent["x-request-id"], sent["traceparent"]) == ("passed-on", TRACE)
    assert 0 < int(sent["x-deadline-ms"]) <= 5000


def test_its_own_token_is_sent_and_asked_for_once(tiny: Tiny, neighbour: Issuer) -> None:
    for _ in range(3):
        tiny.get("/greetings/anna", token=neighbour.token())

    sent = {headers["authorization"] for path, headers in neighbour.asked if path.startswith("/greetings")}
    assert len(sent) == 1
    assert sent.pop().startswith("Bearer ")
    assert neighbour.fetches("/oauth/token") <= 1


def test_a_refused_token_is_renewed_once(tiny: Tiny, neighbour: Issuer) -> None:
    neighbour.greeting = (401, b"")

    problem(tiny.get("/greetings/anna"), 503, "UPSTREAM_UNAVAILABLE")

    assert neighbour.fetches("/greetings") == 2
    assert neighbour.fetches("/oauth/token") == 1


def test_what_is_not_there_is_no_failure(tiny: Tiny, neighbour: Issuer) -> None:
    neighbour.greeting = (404, b"{}")

    problem(tiny.get("/greetings/anna"), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("_case", "greeting"),
    [
        ("a failure", (500, b"{}")),
        ("a redirect", (302, b"{}")),
        ("no JSON", (200, b"hello")),
        ("another shape", (200, b'{"text": 5}')),
        ("nothing", (200, b"")),
        ("more than anybody wants", (200, b'{"text": "' + b"x" * 9_000_000 + b'"}')),
    ],
)
def test_any_other_answer_is_a_neighbour_that_is_away(
    tiny: Tiny, neighbour: Issuer, _case: str, greeting: tuple[int, bytes]
) -> None:
    neighbour.greeting = greeting

    response = tiny.get("/greetings/anna")

    assert neighbour.url not in problem(response, 503, "UPSTREAM_UNAVAILABLE")["detail"]


def test_no_longer_is_waited_than_the_caller_does(tiny: Tiny, neighbour: Issuer) -> None:
    neighbour.greeting_takes_s = 2.0
    started = time.monotonic()

    response = tiny.get("/greetings/anna", headers={"X-Deadline-Ms": "300"})

    problem(response, 504, "DEADLINE_EXCEEDED")
    assert time.monotonic() - started < 1.5
