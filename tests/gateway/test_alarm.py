"""One timer that is set anew again and again: it rings once, when it is due."""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf

import pytest

from gateway.alarm import Alarm

Scenario = Callable[[Alarm, Callable[[], float]], Awaitable[None]]


def rings(scenario: Scenario) -> list[float]:
    """When it rang, in seconds from the beginning, which the scenario is given the clock of."""

    async def run() -> list[float]:
        loop = asyncio.get_running_loop()
        began, heard = loop.time(), list[float]()
        alarm = Alarm(loop, lambda: heard.append(loop.time() - began))
        await scenario(alarm, loop.time)
        await asyncio.sleep(0.2)
        return heard

    return asyncio.run(run())


def test_it_rings_once_when_it_is_due() -> None:
    async def scenario(alarm: Alarm, now: Callable[[], float]) -> None:
        alarm.set(now() + 0.05)

    assert rings(scenario) == [pytest.approx(0.05, abs=0.03)]


def test_set_to_later_it_rings_only_then() -> None:
    async def scenario(alarm: Alarm, now: Callable[[], float]) -> None:
        alarm.set(now() + 0.02)
        alarm.set(now() + 0.1)

    assert rings(scenario) == [pytest.approx(0.1, abs=0.03)]


def test_set_to_earlier_it_rings_only_then() -> None:
    async def scenario(alarm: Alarm, now: Callable[[], float]) -> None:
        alarm.set(now() + 0.1)
        alarm.set(now() + 0.02)

    assert rings(scenario) == [pytest.approx(0.02, abs=0.03)]


def test_set_to_never_it_does_not_ring() -> None:
    async def scenario(alarm: Alarm, now: Callable[[], float]) -> None:
        alarm.set(now() + 0.02)
        alarm.set(inf)

    assert rings(scenario) == []


def test_cancelled_it_does_not_ring_until_it_is_set_again() -> None:
    async def scenario(alarm: Alarm, now: Callable[[], float]) -> None:
        alarm.set(now() + 0.02)
        alarm.cancel()
        await asyncio.sleep(0.05)
        alarm.set(now() + 0.02)

    assert rings(scenario) == [pytest.approx(0.07, abs=0.03)]


def test_it_may_be_set_again_when_it_rings() -> None:
    async def run() -> int:
        loop = asyncio.get_running_loop()
        heard = list[float]()

        def ring() -> None:
            heard.append(loop.time())
            if len(heard) < 3:
                alarm.set(loop.time() + 0.01)

        alarm = Alarm(loop, ring)
        alarm.set(loop.time() + 0.01)
        await asyncio.sleep(0.2)
        return len(heard)

    assert asyncio.run(run()) == 3
