"""The stages as tables."""

from collections.abc import Iterable, Iterator

from benchmarks import document
from benchmarks.results import Figure
from benchmarks.stages import exchange, growth, policies, shop
from benchmarks.stages.timing import Stopwatch
from benchmarks.tables import number, table


def stages(*, save: bool) -> None:
    """Measure, print, and with `save` write the tables to the document."""
    with Stopwatch() as watch:
        parts = [
            _stages(watch),
            _growth("rows", growth.with_rows(watch)),
            _growth("levels", growth.with_depth(watch)),
        ]
    print("\n\n".join(parts))
    if save:
        document.put("stages", "\n\n".join(parts))


def _stages(watch: Stopwatch) -> str:
    measured = [*shop.measured(watch), policies.measured(watch), exchange.measured(watch)]
    return table(["stage, nested query", "CPU µs", "lowest–highest"], [_row(*stage) for stage in measured])


def _growth(of: str, points: Iterable[growth.Point]) -> str:
    return table([of, "CPU µs", "lowest–highest", f"µs for one of the {of}"], list(_points(points)))


def _points(points: Iterable[growth.Point]) -> Iterator[list[str]]:
    for amount, figure in points:
        yield [*_row(f"{amount:,}", figure), number(figure.median / amount)]


def _row(name: str, figure: Figure) -> list[str]:
    return [name, number(figure.median), f"{number(figure.low)}–{number(figure.high)}"]
