"""What the suites here have in common."""

from collections.abc import Iterator

import pytest

from tests.oracle.judge import Judge


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "asyncio: graphql-core's mark of coroutines")


@pytest.fixture
def judge() -> Iterator[Judge]:
    judge = Judge()
    yield judge
    judge.close()
