"""What the suites here have in common."""

from collections.abc import Callable, Iterator

import pytest

from tests.oracle.fuzzing import TIMES, Covered
from tests.oracle.judge import Judge


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "asyncio: graphql-core's mark of coroutines")


@pytest.fixture
def judge() -> Iterator[Judge]:
    judge = Judge()
    yield judge
    judge.close()


@pytest.fixture
def covered(record_property: Callable[[str, object], None]) -> Covered:
    """What a test counts here is printed at the end of the long mode."""
    covered: Covered = {}
    record_property("covered", covered)
    return covered


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TIMES == 1:
        return
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for covered in (value for name, value in report.user_properties if name == "covered"):
            counted = ", ".join(
                f"{thing} {times:,}" for thing, times in sorted(covered.items(), key=lambda each: -each[1])
            )
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {counted}")
