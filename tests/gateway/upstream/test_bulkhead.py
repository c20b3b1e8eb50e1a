"""How many calls a slow service may hold up."""

import asyncio
import time
from collections.abc import Coroutine
from functools import partial
from typing import Any

import pytest

from gateway.errors import ServiceOverloaded, ServiceTimeout
from gateway.execution.port import Reply
from gateway.upstream.bulkhead import Bulkhead
from tests.support.behaviours import answers, hangs
from tests.support.caller import Caller
from tests.support.exchange import Exchange
from tests.support.stub_service import StubService


def outcomes(caller: Caller, *calls: Coroutine[Any, Any, Reply]) -> list[Reply | BaseException]:
    async def all_of_them() -> list[Reply | BaseException]:
        return await asyncio.gather(*calls, return_exceptions=True)

    return caller.run(all_of_them())


def caller_with(service: StubService, most: int, longest_queue: int) -> Caller:
    return Caller(service.url, guarding=partial(Bulkhead, most=most, longest_queue=longest_queue))


def test_calls_beyond_the_most_wait_for_their_turn(service: StubService) -> None:
    running, most_running = 0, 0

    async def slow(exchange: Exchange) -> None:
        nonlocal running, most_running
        running += 1
        most_running = max(most_running, running)
        await asyncio.sleep(0.05)
        running -= 1
        await answers({})(exchange)

    service.on("/", slow)
    with caller_with(service, most=3, longest_queue=10) as caller:
        replies = caller.together(*["/"] * 9)

    assert [reply.status for reply in replies] == [200] * 9
    assert most_running == 3


def test_calls_beyond_the_queue_fail_at_once(service: StubService) -> None:
    service.on("/", answers({}, delay_s=0.2))
    with caller_with(service, most=1, longest_queue=2) as caller:
        began = time.monotonic()
        with pytest.raises(ServiceOverloaded):
            caller.together(*["/"] * 4)
        assert time.monotonic() - began < 0.15
        caller.pause(0.5)


def test_a_call_whose_turn_does_not_come_in_its_time_is_not_sent(service: StubService) -> None:
    service.on("/", hangs)
    with caller_with(service, most=1, longest_queue=5) as caller:
        hanging, late = outcomes(
            caller, caller.send("GET", "/", within_s=0.3), caller.send("GET", "/", within_s=0.1)
        )
    assert isinstance(hanging, ServiceTimeout)
    assert isinstance(late, ServiceTimeout)
    assert len(service.calls) == 1


def test_whoever_gives_up_waiting_takes_nobodys_turn(service: StubService) -> None:
    service.on("/", answers({}, delay_s=0.1))
    with caller_with(service, most=1, longest_queue=5) as caller:

        async def first_and_a_cancelled_one() -> None:
            first = asyncio.create_task(caller.send("GET", "/"))
            await asyncio.sleep(0.01)
            waiting = asyncio.create_task(caller.send("GET", "/"))
            await asyncio.sleep(0.01)
            waiting.cancel()
            await first

        caller.run(first_and_a_cancelled_one())
        assert caller.get().status == 200
    assert len(service.calls) == 2
