"""Whatever the bindings, the operation and what services answer: what is told is graphql-core's, over rows that were checked."""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.oracle import library, library_cases, shops
from tests.oracle.bound import Asked, BoundCase, World
from tests.oracle.fuzzing import Covered, count, fuzzed

#: A sibling that fails leaves coroutines unawaited (tests/oracle/judge.py), which is told when the collector comes.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OPERATIONS_A_SHOP, STOCKS_OF_A_SHOP = 4, 4
OPERATIONS_ON_LIBRARY, STOCKS_OF_LIBRARY = 3, 6


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def the_library() -> World:
    return World(library.schema)


def some_cases(dice: Random) -> Iterator[BoundCase]:
    """Several operations on one schema, each over several stocks."""
    shop = shops.a_shop(dice)
    world = World(shop.schema)
    for _ in range(OPERATIONS_A_SHOP):
        asked = Asked(world, shops.an_operation(dice, shop))
        for _ in range(STOCKS_OF_A_SHOP):
            yield BoundCase(asked, shops.a_stock(dice, shop.types), dice.choice(shops.VIEWERS))


def cases_of_library(world: World, dice: Random) -> Iterator[BoundCase]:
    """As above, on the one schema that has everything."""
    for _ in range(OPERATIONS_ON_LIBRARY):
        asked = Asked(world, *library_cases.a_document(dice, world.blueprint))
        for _ in range(STOCKS_OF_LIBRARY):
            stock = library_cases.a_stock(dice, world.blueprint)
            variables = library_cases.some_variables(dice)
            yield BoundCase(asked, stock, dice.choice(library_cases.VIEWERS), variables)


def compare(case: BoundCase, runner: asyncio.Runner, covered: Covered) -> None:
    note(repr(case))
    ours, theirs = case.ours(runner), case.theirs()
    count(covered, (code for _, code in ours.errors))
    assert ours.agrees(theirs), (ours, theirs)


@fuzzed(examples=40)
@given(dice=st.randoms(use_true_random=False))
def test_bound_fields_are_answered_as_graphql_core_does_over_checked_rows(
    runner: asyncio.Runner, covered: Covered, dice: Random
) -> None:
    for case in some_cases(dice):
        compare(case, runner, covered)


@fuzzed(examples=20)
@given(dice=st.randoms(use_true_random=False))
def test_so_is_every_word_of_a_binding_in_every_dialect(
    runner: asyncio.Runner, covered: Covered, the_library: World, dice: Random
) -> None:
    for case in cases_of_library(the_library, dice):
        compare(case, runner, covered)


@fuzzed(examples=15)
@given(dice=st.randoms(use_true_random=False))
def test_sound_answers_are_the_same_compiled_and_walked(runner: asyncio.Runner, dice: Random) -> None:
    for case in some_cases(dice):
        note(repr(case))
        compiled, walked = case.both_ways(runner)
        assert compiled == walked
