"""Which calls are sent again, how often, and when."""

import time
from collections.abc import Iterator
from functools import partial

import pytest

from gateway.errors import OutcomeUnknown, ServiceUnavailable
from gateway.upstream.retry import Retry, seconds_of
from tests.support.behaviours import answers, closes_after, in_turn, problem
from tests.support.caller import Caller
from tests.support.stub_service import Behaviour, StubService

FINE = answers({"items": []})
BUSY = problem(503, "OVERLOADED")


def busy_for(seconds: str) -> Behaviour:
    return answers({}, 503, {"Retry-After": seconds})


@pytest.fixture
def caller(service: StubService) -> Iterator[Caller]:
    with Caller(service.url, guarding=partial(Retry, most=2, budget=0.1)) as caller:
        yield caller


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_that_failed_in_passing_is_sent_again(
    service: StubService, caller: Caller, status: int
) -> None:
    service.on("/", in_turn(problem(status, "AWAY"), FINE))
    assert caller.get().status == 200
    assert len(service.calls) == 2


def test_a_read_whose_connection_broke_is_sent_again(service: StubService, caller: Caller) -> None:
    service.on("/", in_turn(closes_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), FINE))
    assert caller.get().status == 200


def test_two_repetitions_are_the_most(service: StubService, caller: Caller) -> None:
    service.on("/", BUSY)
    assert caller.get().status == 503
    assert len(service.calls) == 3


@pytest.mark.parametrize("status", [500, 501, 429, 404, 400])
def test_an_answer_that_would_be_the_same_again_is_taken(
    service: StubService, caller: Caller, status: int
) -> None:
    service.on("/", problem(status, "NO"))
    assert caller.get().status == status
    assert len(service.calls) == 1


def test_a_command_is_sent_once(service: StubService, caller: Caller) -> None:
    service.on("/", BUSY)
    assert caller.post().status == 503
    assert len(service.calls) == 1


def test_a_command_that_may_have_been_done_is_not_done_again(service: StubService, caller: Caller) -> None:
    service.on("/", closes_after(b""))
    with pytest.raises(OutcomeUnknown):
        caller.post()
    assert len(service.calls) == 1


def test_an_idempotent_command_is_sent_again(service: StubService, caller: Caller) -> None:
    service.on("/", in_turn(closes_after(b""), FINE))
    assert caller.post(idempotent=True).status == 200
    assert len(service.calls) == 2


def test_retry_after_is_waited_for(service: StubService, caller: Caller) -> None:
    service.on("/", in_turn(busy_for("1"), FINE))
    began = time.monotonic()
    assert caller.get().status == 200
    assert time.monotonic() - began >= 1


def test_a_retry_after_beyond_the_deadline_ends_it_at_once(service: StubService, caller: Caller) -> None:
    service.on("/", busy_for("60"))
    began = time.monotonic()
    assert caller.get().status == 503
    assert time.monotonic() - began < 0.5
    assert len(service.calls) == 1


def test_repetitions_stay_a_tenth_of_the_calls(service: StubService) -> None:
    service.on("/", BUSY)
    with Caller(service.url, guarding=partial(Retry, most=1, budget=0.1)) as caller:
        for _ in range(100):
            caller.get()
    reserve = 10
    assert len(service.calls) <= 100 + 0.1 * 100 + reserve


def test_without_a_budget_nothing_is_sent_again(service: StubService) -> None:
    service.on("/", BUSY)
    with Caller(service.url, guarding=partial(Retry, most=2, budget=0)) as caller:
        caller.get()
    assert len(service.calls) == 1


def test_a_service_that_is_away_is_asked_three_times_within_its_time() -> None:
    began = time.monotonic()
    with (
        Caller("http://127.0.0.1:1", guarding=partial(Retry, most=2, budget=0.1)) as caller,
        pytest.raises(ServiceUnavailable),
    ):
        caller.get()
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37", 0),
        ("soon", 0),
        ("-1", 0),
        ("", 0),
        ("Sun, 06 Nov 99999999999999999999 08:49:37 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37 +99999999999999999999", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds
