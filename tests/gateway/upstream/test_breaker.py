"""When a service is left alone, and how it is taken back."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from gateway.errors import CircuitOpen, ServiceTimeout, ServiceUnavailable, UpstreamError
from gateway.execution.port import Reply, Upstream
from gateway.upstream.breaker import Breaker, State, Threshold
from gateway.upstream.window import Window
from tests.support.behaviours import answers, closes_after, hangs, problem, raw
from tests.support.caller import Caller
from tests.support.exchange import Exchange
from tests.support.stub_service import Behaviour, StubService

FINE = answers({"items": []})
THRESHOLD = Threshold(calls=4, failures=0.5, open_s=0.2)


class Guarded(Caller):
    """A caller whose breaker can be looked at."""

    breaker: Breaker

    def __init__(self, service: StubService) -> None:
        super().__init__(service.url, guarding=self._around)

    def _around(self, client: Upstream) -> Upstream:
        self.breaker = Breaker(client, "stub", THRESHOLD, Window(length_s=5))
        return self.breaker

    def fail(self, times: int, within_s: float = 1.0) -> None:
        for _ in range(times):
            with suppress(UpstreamError):
                self.get(within_s=within_s)


@pytest.fixture
def guarded(service: StubService) -> Iterator[Guarded]:
    with Guarded(service) as guarded:
        yield guarded


def state_of(guarded: Guarded) -> State:
    return guarded.breaker.state


FAILING: dict[str, Callable[[], Behaviour]] = {
    "500": lambda: problem(500, "BROKEN"),
    "503": lambda: problem(503, "OVERLOADED"),
    "no answer in time": lambda: hangs,
    "no answer": lambda: closes_after(b""),
    "half an answer": lambda: closes_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
    "no HTTP": lambda: raw(b"SSH-2.0\r\n\r\n"),
}


@pytest.mark.parametrize("failing", FAILING)
def test_a_service_that_keeps_failing_is_asked_no_more(
    service: StubService, guarded: Guarded, failing: str
) -> None:
    service.on("/", FAILING[failing]())
    guarded.fail(4, within_s=0.05)
    asked = len(service.calls)

    with pytest.raises(CircuitOpen):
        guarded.get()

    assert len(service.calls) == asked
    assert state_of(guarded) is State.OPEN


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429])
def test_what_a_caller_did_wrong_is_no_failure_of_the_service(
    service: StubService, guarded: Guarded, status: int
) -> None:
    service.on("/", problem(status, "NO"))
    guarded.fail(20)
    assert state_of(guarded) is State.CLOSED


def test_too_few_calls_say_nothing(service: StubService, guarded: Guarded) -> None:
    service.on("/", problem(500, "BROKEN"))
    guarded.fail(3)
    assert state_of(guarded) is State.CLOSED


def test_some_failures_among_many_calls_are_borne(service: StubService, guarded: Guarded) -> None:
    service.on("/", FINE)
    for _ in range(10):
        guarded.get()
    service.on("/", problem(500, "BROKEN"))
    guarded.fail(9)
    assert state_of(guarded) is State.CLOSED
    guarded.fail(1)
    assert state_of(guarded) is State.OPEN


def test_answers_that_are_of_no_use_are_failures(service: StubService, guarded: Guarded) -> None:
    service.on("/", FINE)
    for _ in range(4):
        guarded.get().is_broken()
    assert state_of(guarded) is State.OPEN


def test_one_answer_is_one_failure_however_many_share_it(service: StubService, guarded: Guarded) -> None:
    service.on("/", FINE)
    replies = [guarded.get() for _ in range(4)]
    for _ in range(10):
        replies[0].is_broken()
    assert state_of(guarded) is State.CLOSED


def test_exactly_one_call_finds_out_whether_the_service_is_back(
    service: StubService, guarded: Guarded
) -> None:
    service.on("/", problem(500, "BROKEN"))
    guarded.fail(4)
    service.calls.clear()
    service.on("/", answers({"items": []}, delay_s=0.1))
    guarded.pause(0.25)

    async def eight_at_once() -> list[Reply | BaseException]:
        return await asyncio.gather(*[guarded.send("GET", "/") for _ in range(8)], return_exceptions=True)

    outcomes = guarded.run(eight_at_once())

    assert len(service.calls) == 1
    assert sum(isinstance(outcome, CircuitOpen) for outcome in outcomes) == 7


def test_a_service_that_is_back_is_asked_as_before(service: StubService, guarded: Guarded) -> None:
    service.on("/", problem(500, "BROKEN"))
    guarded.fail(4)
    service.on("/", FINE)
    guarded.pause(0.25)

    guarded.get()

    assert state_of(guarded) is State.CLOSED
    assert len(guarded.together(*["/"] * 8)) == 8


def test_a_service_that_is_not_back_is_left_alone_again(service: StubService, guarded: Guarded) -> None:
    service.on("/", problem(500, "BROKEN"))
    guarded.fail(4)
    guarded.pause(0.25)
    guarded.fail(1)
    service.calls.clear()
    with pytest.raises(CircuitOpen):
        guarded.get()
    assert service.calls == []


def test_a_trying_call_that_is_given_up_lets_another_try(service: StubService, guarded: Guarded) -> None:
    service.on("/", problem(500, "BROKEN"))
    guarded.fail(4)
    guarded.pause(0.25)
    service.on("/", hangs)
    guarded.given_up("/", after_s=0.05)
    service.on("/", FINE)
    assert guarded.get().status == 200
    assert state_of(guarded) is State.CLOSED


def test_what_was_sent_before_it_opened_does_not_open_it_once_more(
    service: StubService, guarded: Guarded
) -> None:
    async def late_failure(exchange: Exchange) -> None:
        await asyncio.sleep(0.4)
        await problem(500, "BROKEN")(exchange)

    service.on("/late", late_failure)
    service.on("/", problem(500, "BROKEN"))

    async def both() -> None:
        late = asyncio.create_task(guarded.send("GET", "/late"))
        for _ in range(4):
            await guarded.send("GET", "/")
        await late

    guarded.run(both())

    service.on("/", FINE)
    assert json.loads(guarded.get().body) == {"items": []}


def test_an_open_breaker_is_an_unavailable_service_to_clients() -> None:
    error = CircuitOpen("users", detail="x")
    assert isinstance(error, ServiceUnavailable)
    assert not isinstance(error, ServiceTimeout)
    assert error.extensions == {"code": "DOWNSTREAM_SERVICE_ERROR", "service": "users"}
