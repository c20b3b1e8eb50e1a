"""Requests that come at once begin a few at a time."""

import asyncio
from functools import partial

from gateway.intake import MOST_A_TURN, Intake
from gateway.web.capacity import Capacity

MANY = 5 * MOST_A_TURN + 1


def test_those_that_come_at_once_begin_in_their_order_a_few_in_each_turn_of_the_loop() -> None:
    begun, turns = asyncio.run(_given(MANY))

    assert begun == list(range(MANY))
    assert turns == [MOST_A_TURN] * 5 + [1]


def test_whoever_comes_while_others_wait_begins_after_them() -> None:
    async def run() -> list[str]:
        intake, loop = Intake(Capacity(MANY)), asyncio.get_running_loop()
        begun: list[str] = []
        for _ in range(MOST_A_TURN + 1):
            intake.take(partial(begun.append, "early"), loop)
        await asyncio.sleep(0)
        for _ in range(MOST_A_TURN):
            intake.take(partial(begun.append, "late"), loop)
        await asyncio.sleep(0.01)
        return begun

    begun = asyncio.run(run())

    assert begun == ["early"] * (MOST_A_TURN + 1) + ["late"] * MOST_A_TURN


def test_whoever_comes_alone_begins_at_once() -> None:
    begun, turns = asyncio.run(_given(1))

    assert (begun, turns) == ([0], [1])


def test_what_waits_counts_as_being_answered_and_whoever_comes_beyond_is_not_kept_waiting() -> None:
    async def run() -> None:
        capacity = Capacity(MOST_A_TURN + 1)
        intake, loop = Intake(capacity), asyncio.get_running_loop()
        begun: list[int] = []
        capacity.in_flight = MOST_A_TURN
        for which in range(MOST_A_TURN + 2):
            intake.take(partial(begun.append, which), loop)

        assert capacity.in_flight == MOST_A_TURN + 1
        assert begun == [*range(MOST_A_TURN), MOST_A_TURN + 1]
        await asyncio.sleep(0)
        assert capacity.in_flight == MOST_A_TURN
        assert begun[-1] == MOST_A_TURN

    asyncio.run(run())


async def _given(number: int) -> tuple[list[int], list[int]]:
    """What begins of so many that come at once, and how many of them do in each turn of the loop."""
    intake, loop = Intake(Capacity(MANY)), asyncio.get_running_loop()
    begun: list[int] = []
    for which in range(number):
        intake.take(partial(begun.append, which), loop)
    counts = [len(begun)]
    while counts[-1] < number:
        await asyncio.sleep(0)
        counts.append(len(begun))
    return begun, [now - before for before, now in zip([0, *counts], counts, strict=False)]
