"""Many waits on one timer: each ends at its own time."""

import asyncio
import time

import pytest

from gateway.deadlines import Deadlines


async def watched(deadlines: Deadlines, within_s: float) -> float:
    """Wait for what never comes; how long it took to be told, in seconds."""
    loop = asyncio.get_running_loop()
    wait: asyncio.Future[None] = loop.create_future()
    began = loop.time()
    deadlines.watch(wait, began + within_s)
    with pytest.raises(TimeoutError):
        await wait
    return loop.time() - began


def test_waits_end_at_their_own_times_in_whatever_order_they_began() -> None:
    async def scenario() -> list[float]:
        deadlines = Deadlines()
        return await asyncio.gather(*(watched(deadlines, within_s) for within_s in (0.06, 0.02, 0.1)))

    assert asyncio.run(scenario()) == pytest.approx([0.06, 0.02, 0.1], abs=0.03)


def test_a_wait_that_begins_when_an_earlier_one_is_over_ends_in_time() -> None:
    async def scenario() -> float:
        deadlines = Deadlines()
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        deadlines.watch(over, asyncio.get_running_loop().time() + 0.02)
        deadlines.forget((over,))
        return await watched(deadlines, 0.06)

    assert asyncio.run(scenario()) == pytest.approx(0.06, abs=0.03)


def test_all_that_is_out_of_time_ends_in_one_turn() -> None:
    async def scenario() -> int:
        loop, deadlines = asyncio.get_running_loop(), Deadlines()
        began = loop.time()
        waits: list[asyncio.Future[None]] = [loop.create_future() for _ in range(50)]
        for place, wait in enumerate(waits):
            deadlines.watch(wait, began + 0.01 + place / 10_000)
        time.sleep(0.05)  # Somebody holds the loop up.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return sum(isinstance(wait.exception(), TimeoutError) for wait in waits if wait.done())

    assert asyncio.run(scenario()) == 50
