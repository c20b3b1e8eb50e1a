"""Whatever the bindings, the operation and what services answer: what is told is graphql-core's, over rows that were checked."""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.oracle.bound import VIEWERS, Asked, BoundCase, a_world, an_operation
from tests.oracle.fuzzing import fuzzed
from tests.oracle.shops import a_stock

OPERATIONS_A_SHOP = 4
STOCKS_AN_OPERATION = 4


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def some_cases(dice: Random) -> Iterator[BoundCase]:
    """Several operations on one schema, each over several stocks."""
    world = a_world(dice)
    for _ in range(OPERATIONS_A_SHOP):
        asked = Asked(world, an_operation(dice, world.shop))
        for _ in range(STOCKS_AN_OPERATION):
            yield BoundCase(asked, a_stock(dice, world.shop.types), dice.choice(VIEWERS))


@fuzzed(examples=60)
@given(dice=st.randoms(use_true_random=False))
def test_bound_fields_are_answered_as_graphql_core_does_over_checked_rows(
    runner: asyncio.Runner, dice: Random
) -> None:
    for case in some_cases(dice):
        note(repr(case))
        assert case.ours(runner) == case.theirs()


@fuzzed(examples=15)
@given(dice=st.randoms(use_true_random=False))
def test_sound_answers_are_the_same_compiled_and_walked(runner: asyncio.Runner, dice: Random) -> None:
    for case in some_cases(dice):
        note(repr(case))
        compiled, walked = case.both_ways(runner)
        assert compiled == walked
