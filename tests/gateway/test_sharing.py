"""Fresh sharing: whoever joins work gets what was read after they asked, at the cost of two pieces' time at most."""

import asyncio

import pytest

from gateway.errors import GatewayError
from tests.gateway.works import CALL_S, Works, in_flight, now, run

# --- freshness ----------------------------------------------------------------------------------------------------


def test_a_caller_never_joins_work_that_has_begun() -> None:
    async def scenario() -> None:
        works = Works()
        first = works.ask()
        await in_flight(works, first)
        works.state = 1
        second = works.ask()
        assert (await first, await second) == (0, 1)

    run(scenario())


def test_nobody_gets_what_was_read_before_they_asked() -> None:
    async def scenario() -> None:
        works = Works(wait_s=0.004, takes_s=0.007)

        async def reader(pause_s: float) -> None:
            for _ in range(10):
                asked_at = works.state
                assert await works.ask() >= asked_at
                await asyncio.sleep(pause_s)

        async def writer() -> None:
            for _ in range(100):
                works.state += 1
                await asyncio.sleep(0.001)

        await asyncio.gather(writer(), *(reader(n / 2000) for n in range(30)))
        assert len(works.begun) < 300 / 3

    run(scenario())


def test_callers_of_the_same_moment_share_one_piece() -> None:
    async def scenario() -> None:
        works = Works()
        assert await asyncio.gather(*(works.ask() for _ in range(50))) == [0] * 50
        assert len(works.begun) == 1

    run(scenario())


def test_other_keys_are_other_work() -> None:
    async def scenario() -> None:
        works = Works()
        await asyncio.gather(works.ask("a"), works.ask("b"), works.ask("a"))
        assert len(works.begun) == 2

    run(scenario())


# --- when work begins ---------------------------------------------------------------------------------------------


def test_of_many_callers_one_piece_is_in_flight_and_one_pending() -> None:
    async def scenario() -> None:
        works = Works(wait_s=10)
        callers = [works.ask()]
        await in_flight(works, *callers)
        for _ in range(20):
            callers.append(works.ask())
            await asyncio.sleep(0.001)
        await asyncio.gather(*callers)
        assert (len(works.begun), works.most_at_once) == (2, 1)

    run(scenario())


def test_what_is_pending_begins_when_the_one_in_flight_ends() -> None:
    async def scenario() -> None:
        works = Works(wait_s=10)
        first = works.ask()
        await in_flight(works, first)
        second = works.ask()
        await first
        await second
        assert works.begun[1] - works.begun[0] == pytest.approx(CALL_S, abs=0.04)

    run(scenario())


def test_what_is_pending_begins_after_the_wait_at_the_latest() -> None:
    async def scenario() -> None:
        works = Works(wait_s=0.03, takes_s=0.2)
        first = works.ask()
        await in_flight(works, first)
        second = works.ask()
        await asyncio.gather(first, second)
        assert works.begun[1] - works.begun[0] == pytest.approx(0.03, abs=0.025)
        assert works.most_at_once == 2

    run(scenario())


def test_what_is_pending_waits_longer_the_more_is_in_flight() -> None:
    async def scenario() -> None:
        works = Works(wait_s=0.03, takes_s=0.3)
        callers = [works.ask()]
        for begun in (1, 2):
            while len(works.begun) < begun:
                await asyncio.sleep(0.001)
            callers.append(works.ask())
        await asyncio.gather(*callers)
        first, second, third = works.begun
        assert (second - first, third - second) == pytest.approx((0.03, 0.06), abs=0.025)

    run(scenario())


def test_many_callers_cost_two_pieces_time_at_most() -> None:
    async def scenario() -> None:
        works = Works(wait_s=10)

        async def caller(after_s: float) -> float:
            await asyncio.sleep(after_s)
            asked_at = now()
            await works.ask()
            return now() - asked_at

        waited = await asyncio.gather(*(caller(n * 0.004) for n in range(50)))
        assert max(waited) < 2 * CALL_S + 0.06

    run(scenario())


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [GatewayError("down"), RuntimeError("a bug"), OSError(5, "broken")])
def test_a_fault_reaches_everyone_who_joined_each_as_an_exception_of_its_own(fault: Exception) -> None:
    async def scenario() -> None:
        works = Works()
        works.fails = fault
        errors = await asyncio.gather(*(works.ask() for _ in range(5)), return_exceptions=True)
        assert [(type(error), str(error)) for error in errors] == [(type(fault), str(fault))] * 5
        assert len({id(error) for error in errors}) == 5
        assert fault not in errors

    run(scenario())


def test_a_fault_reaches_nobody_who_came_later() -> None:
    async def scenario() -> None:
        works = Works()
        works.fails = GatewayError("down")
        first = works.ask()
        await in_flight(works, first)
        works.fails = None
        second = works.ask()
        with pytest.raises(GatewayError, match="down"):
            await first
        assert await second == 0
        assert await works.ask() == 0

    run(scenario())
