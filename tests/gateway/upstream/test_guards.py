"""The policies together: their order, and the settings of each service."""

import asyncio
import time

import pytest

from gateway.errors import CircuitOpen, ServiceOverloaded, ServiceTimeout
from gateway.execution.port import Reply, Upstream
from gateway.settings import BadSettings, Settings, read_settings
from gateway.upstream.breaker import State
from gateway.upstream.guards import Guards, guarded
from tests.support.behaviours import answers, hangs, in_turn, problem
from tests.support.caller import Caller
from tests.support.stub_service import StubService


class Guarded(Caller):
    """A caller behind all policies."""

    guards: Guards

    def __init__(self, service: StubService, settings: Settings) -> None:
        self.settings = settings
        super().__init__(service.url, guarding=self._around)

    def _around(self, client: Upstream) -> Upstream:
        self.guards = guarded(client, "stub", self.settings)
        return self.guards.upstream


def test_each_try_has_a_time_of_its_own(service: StubService) -> None:
    service.on("/", in_turn(problem(503, "BUSY"), answers({}, delay_s=0.25)))
    with Guarded(service, Settings(upstream_timeout_s=0.3)) as caller:
        assert caller.get().status == 200


def test_each_try_is_counted_by_the_breaker(service: StubService) -> None:
    service.on("/", problem(503, "BUSY"))
    with Guarded(service, Settings(upstream_breaker_calls=2)) as caller, pytest.raises(CircuitOpen):
        caller.get()
    assert len(service.calls) == 2


def test_a_service_that_is_left_alone_is_not_tried_again_by_the_same_call(service: StubService) -> None:
    service.on("/", problem(500, "BROKEN"))
    settings = Settings(upstream_breaker_calls=1)
    with Guarded(service, settings) as caller:
        caller.get()
        with pytest.raises(CircuitOpen):
            caller.get()
        assert caller.guards.retry.repeated == 0


async def two_at_once(caller: Caller) -> list[Reply | BaseException]:
    return await asyncio.gather(*[caller.send("GET", "/") for _ in range(2)], return_exceptions=True)


def test_waiting_for_a_turn_takes_from_the_calls_time(service: StubService) -> None:
    service.on("/", hangs)
    settings = Settings(upstream_timeout_s=1.0, upstream_concurrency=1)
    with Guarded(service, settings) as caller:
        began = time.monotonic()
        outcomes = caller.run(two_at_once(caller))
        took_s = time.monotonic() - began
    assert [type(outcome) for outcome in outcomes] == [ServiceTimeout, ServiceTimeout]
    assert took_s < 1.9


def test_what_the_queue_refuses_is_no_failure_of_the_service(service: StubService) -> None:
    service.on("/", answers({}, delay_s=0.05))
    settings = Settings(upstream_concurrency=1, upstream_queue=0, upstream_breaker_calls=1)
    with Guarded(service, settings) as caller:
        with pytest.raises(ServiceOverloaded):
            caller.together(*["/"] * 5)
        caller.pause(0.1)
        assert caller.guards.breaker is not None
        assert caller.guards.breaker.state is State.CLOSED


def test_a_service_may_have_settings_of_its_own() -> None:
    settings = read_settings({"UPSTREAM_RETRIES": "1"})
    users = settings.of_service("users", {"USERS_TIMEOUT_S": "0.5", "INVENTORY_TIMEOUT_S": "9"})
    assert users.upstream_timeout_s == 0.5
    assert users.upstream_retries == 1


def test_a_bad_setting_of_a_service_stops_the_start() -> None:
    with pytest.raises(BadSettings, match="USERS_BREAKER_FAILURES is '2'; it must be a share, 0 to 1"):
        Settings().of_service("users", {"USERS_BREAKER_FAILURES": "2"})
