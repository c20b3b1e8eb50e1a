"""The stages, run so briefly that their figures say nothing."""

from collections.abc import Iterator

import pytest

from benchmarks.stages import growth, policies, shop
from benchmarks.stages.timing import Stopwatch


@pytest.fixture
def watch() -> Iterator[Stopwatch]:
    with Stopwatch(enough_s=0.0) as watch:
        yield watch


def test_every_stage_of_the_nested_query_can_be_measured(watch: Stopwatch) -> None:
    stages = dict(shop.measured(watch))

    stages |= [policies.measured(watch)]
    assert len(stages) == 13
    assert all(figure.low <= figure.median <= figure.high for figure in stages.values())


def test_growth_is_measured_up_to_ten_thousand_rows_and_six_levels(watch: Stopwatch) -> None:
    assert [rows for rows, _ in growth.with_rows(watch)] == [200, 1_100, 10_100]
    assert [levels for levels, _ in growth.with_depth(watch)] == [1, 2, 3, 4, 5, 6]
