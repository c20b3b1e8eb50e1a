"""Fresh sharing: no caller's fate is another's, and nothing is left when nobody waits."""

import asyncio

import pytest

from gateway.errors import GatewayError, fresh
from gateway.sharing import Sharing
from tests.gateway.works import LATE, WAIT_S, Works, in_flight, now, run

# --- each caller for itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_callers_cancellation_takes_no_other_down(gone: int) -> None:
    async def scenario() -> None:
        works = Works()
        callers = [works.ask() for _ in range(3)]
        await in_flight(works, *callers)
        callers[gone].cancel()
        answers = await asyncio.gather(*callers, return_exceptions=True)
        assert [answer for n, answer in enumerate(answers) if n != gone] == [0, 0]
        assert isinstance(answers[gone], asyncio.CancelledError)
        assert works.cancelled == 0

    run(scenario())


def test_a_callers_deadline_ends_its_own_wait_and_no_others() -> None:
    async def scenario() -> None:
        works = Works(takes_s=0.2)
        began = now()
        hurried, patient = works.ask(expires_at=began + 0.05), works.ask(expires_at=began + 5)
        with pytest.raises(TimeoutError):
            await hurried
        assert now() - began == pytest.approx(0.05, abs=0.04)
        assert await patient == 0
        assert (len(works.begun), works.cancelled) == (1, 0)

    run(scenario())


def test_a_deadline_is_kept_while_work_is_pending() -> None:
    async def scenario() -> None:
        works = Works(wait_s=10, takes_s=0.2)
        first = works.ask()
        await in_flight(works, first)
        began = now()
        with pytest.raises(TimeoutError):
            await works.ask(expires_at=began + 0.04)
        assert now() - began < 0.12
        await first
        assert len(works.begun) == 1

    run(scenario())


def test_deadlines_of_several_callers_are_kept_in_any_order() -> None:
    async def scenario() -> None:
        works = Works(takes_s=0.3)
        began = now()
        ended: dict[float, float] = {}

        async def caller(within_s: float) -> None:
            with pytest.raises(TimeoutError):
                await works.ask(expires_at=began + within_s)
            ended[within_s] = now() - began

        patient = works.ask(expires_at=began + 5)
        await asyncio.gather(caller(0.12), caller(0.04), caller(0.08))
        assert ended == {within_s: pytest.approx(within_s, abs=0.03) for within_s in (0.12, 0.04, 0.08)}
        await patient

    run(scenario())


def test_where_late_work_gives_something_callers_wait_a_little_longer() -> None:
    async def scenario() -> None:
        works = Works(takes_s=0.1)
        works.sharing = Sharing(WAIT_S, fresh, grace_s=0.1)
        expires_at = now() + 0.05
        assert list(await asyncio.gather(works.ask(expires_at=expires_at), works.ask(expires_at=LATE))) == [
            0,
            0,
        ]

    run(scenario())


def test_the_deadline_of_the_work_is_the_latest_of_its_callers() -> None:
    async def scenario() -> None:
        works = Works()
        began = now()
        await asyncio.gather(*(works.ask(expires_at=began + s) for s in (1, 3, 2)))
        assert works.deadlines == [began + 3]

    run(scenario())


# --- when nobody waits any more -----------------------------------------------------------------------------------


def test_work_is_cancelled_when_its_last_caller_has_gone() -> None:
    async def scenario() -> None:
        works = Works()
        callers = [works.ask() for _ in range(2)]
        await in_flight(works, *callers)
        callers[0].cancel()
        await asyncio.sleep(0.01)
        assert works.cancelled == 0
        callers[1].cancel()
        await asyncio.sleep(0.01)
        assert works.cancelled == 1
        assert len(works.sharing) == 0

    run(scenario())


def test_work_that_nobody_waits_for_any_more_never_begins() -> None:
    async def scenario() -> None:
        works = Works(wait_s=0.02, takes_s=0.1)
        first = works.ask()
        await in_flight(works, first)
        second = works.ask()
        await asyncio.sleep(0)
        second.cancel()
        await first
        await asyncio.sleep(0.05)
        assert len(works.begun) == 1

    run(scenario())


def test_who_comes_after_the_last_caller_has_gone_gets_work_of_its_own() -> None:
    async def scenario() -> None:
        works = Works()
        gone = works.ask()
        await in_flight(works, gone)
        gone.cancel()
        works.state = 1
        assert await works.ask() == 1

    run(scenario())


def test_nothing_is_kept_once_it_is_done() -> None:
    async def scenario() -> None:
        works = Works(takes_s=0.01)
        await asyncio.gather(*(works.ask(str(n % 7)) for n in range(50)))
        works.fails = GatewayError("down")
        await asyncio.gather(*(works.ask(str(n)) for n in range(5)), return_exceptions=True)
        works.fails = None
        with pytest.raises(TimeoutError):
            await asyncio.gather(works.ask(expires_at=0), works.ask())
        await asyncio.sleep(0.05)
        assert len(works.sharing) == 0
        assert len(asyncio.all_tasks()) == 1

    run(scenario())
