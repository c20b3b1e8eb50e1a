"""Results that nobody measured."""

from benchmarks.compare import Ceiling, Effort
from benchmarks.operations import OPERATIONS
from benchmarks.results import Figure, Load, Results, Row


def figure(value: float) -> Figure:
    return Figure(value, value * 0.9, value * 1.1)


def row(name: str, rate: float, *, ours: bool = False, refused: str | None = None, busy: float = 0.5) -> Row:
    """A contender with the same rate in every operation."""
    load = Load(figure(rate), figure(1000 / rate), 2.0, load_busy=busy, disturbed=0.0)
    loads = {} if refused else {operation.name: load for operation in OPERATIONS}
    calls = {operation.name: operation.calls for operation in OPERATIONS}
    return Row(name, f"The {name}", "1.2.3", "off", ours, calls, loads, figure(20.0), 60.0, refused)


def results(*rows: Row) -> Results:
    return Results(
        "2026-01-02", "a machine", "programs", Effort(), Ceiling(40_000, 50_000, 6.0), 19_000, list(rows)
    )
