"""What a run has found: medians with their spread, ready to be kept and shown."""

import datetime
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks import machine, tools
from benchmarks.compare import Ceiling, Effort, Series
from benchmarks.load import Measured


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of the rounds, the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Figure":
        known = sorted(values)
        return cls(statistics.median(known), known[0], known[-1])


@dataclass(frozen=True, slots=True)
class Load:
    """One operation under load. `calls`: of the upstream, a request. `load_busy`, `disturbed`: the most of any round."""

    rate: Figure
    cpu_ms: Figure
    calls: float
    load_busy: float
    disturbed: float


@dataclass(frozen=True, slots=True)
class Row:
    """One contender. `single_calls`: upstream calls of a request alone. `refused`: why there are no figures."""

    name: str
    title: str
    version: str
    sharing: str
    ours: bool
    single_calls: dict[str, int]
    loads: dict[str, Load]
    slow_p99_ms: Figure | None
    memory_mib: float | None
    refused: str | None


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run. `page_bytes`: the size of the upstream's answer of 100 items."""

    date: str
    machine: str
    programs: str
    effort: Effort
    ceiling: Ceiling
    page_bytes: int
    rows: list[Row]

    def row(self, name: str) -> Row | None:
        """The contender of this name, if it has figures."""
        return next((row for row in self.rows if row.name == name and row.refused is None), None)


def gathered(series: Sequence[Series], effort: Effort, ceiling: Ceiling, page_bytes: int) -> Results:
    """The results of a comparison that is through."""
    programs = (
        f"Python {platform.python_version()}, nginx {tools.version('nginx')}, wrk {tools.version('wrk')}"
    )
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return Results(
        today, machine.description(), programs, effort, ceiling, page_bytes, [row_of(one) for one in series]
    )


def row_of(series: Series) -> Row:
    """What was measured of one contender so far."""
    contender = series.contender
    return Row(
        name=contender.name,
        title=contender.title,
        version=series.version,
        sharing=contender.sharing,
        ours=contender.peer is None,
        single_calls=series.single_calls,
        loads={name: _load(rounds, series.loaded_calls[name]) for name, rounds in series.loaded.items()},
        slow_p99_ms=_figure(series.slow, lambda one: one.p99_ms) if series.slow else None,
        memory_mib=max(series.memory_mib) if series.memory_mib else None,
        refused=series.refused,
    )


def _load(rounds: Sequence[Measured], calls: Sequence[float]) -> Load:
    return Load(
        rate=_figure(rounds, lambda one: one.rate),
        cpu_ms=_figure(rounds, lambda one: one.cpu_ms),
        calls=statistics.median(calls),
        load_busy=max(one.load_busy for one in rounds),
        disturbed=max(one.disturbed for one in rounds),
    )


def _figure(rounds: Sequence[Measured], of: Callable[[Measured], float]) -> Figure:
    return Figure.of(map(of, rounds))
