"""Whatever the schema, the operation and what resolvers give: data and errors are graphql-core's."""

from collections.abc import Iterator
from random import Random

from graphql import validate
from hypothesis import given, note
from hypothesis import strategies as st

from tests.oracle.fuzzing import Covered, count, fuzzed
from tests.oracle.judge import Case, Judge
from tests.oracle.operations import an_operation, some_values
from tests.oracle.schemas import a_world

OPERATIONS_A_WORLD = 4


def some_cases(dice: Random) -> Iterator[Case]:
    """Several operations in one world."""
    world, types = a_world(dice)
    schema = world.schema()
    for _ in range(OPERATIONS_A_WORLD):
        yield Case(world, an_operation(dice, types), some_values(dice), schema)


@fuzzed(examples=250)
@given(dice=st.randoms(use_true_random=False))
def test_plain_fields_are_answered_as_graphql_core_does(judge: Judge, covered: Covered, dice: Random) -> None:
    for case in some_cases(dice):
        note(repr(case))
        assert validate(case.schema, case.document) == []
        ours = judge.ours(case)
        count(covered, ["answers with errors"] if ours.errors else ["answers without"])
        assert ours == judge.theirs(case)
