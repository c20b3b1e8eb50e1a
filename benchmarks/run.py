"""A comparison from beginning to end: services up, everyone measured, results shown and kept."""

import sys
import time
from collections.abc import Sequence

from benchmarks import chart, document, tables, tokens, upstream
from benchmarks.compare import SLOW_MS, Comparison, Effort, Series, ceiling
from benchmarks.contenders import Contender
from benchmarks.machine import two_cores
from benchmarks.places import CHART, DOCUMENT, README, VAR
from benchmarks.results import Results, gathered, row_of
from benchmarks.tables import number

FOLDER = VAR / "upstream"


def compare(contenders: Sequence[Contender], effort: Effort, *, lean: bool, save: bool) -> None:
    """Measure, print the tables, and with `save` write them to the pages.

    Raises:
        CannotMeasure: something that everything needs is missing.
    """
    results = _measured(contenders, effort, lean=lean)
    said = tables.comparison(results)
    print(said)
    if save:
        document.put("comparison", f"![Requests a second, as a chart]({CHART.name})\n\n{said}")
        document.put("rates", tables.rates(results), README)
        CHART.write_text(chart.drawn(results), encoding="utf-8")
        print(f"\nWritten to docs/{DOCUMENT.name}, docs/{CHART.name} and {README.name}.", file=sys.stderr)


def _measured(contenders: Sequence[Contender], effort: Effort, *, lean: bool) -> Results:
    cores, issued = two_cores(), tokens.issue()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        upstream.nginx(FOLDER, cores, issued.jwks, lean=lean) as services,
        upstream.slow(FOLDER, cores, SLOW_MS) as slow,
    ):
        most = ceiling(services, slow, cores, effort.warm_s)
        series: dict[str, Series] = {}
        began = time.monotonic()
        for round_, one in Comparison(cores, services, slow, issued, effort).run(contenders):
            series[one.contender.name] = one
            _tell(round_, one, time.monotonic() - began)
    return gathered(list(series.values()), effort, most, (FOLDER / "items.json").stat().st_size)


def _tell(round_: int, series: Series, seconds: float) -> None:
    """A line about the contender that was just measured, for those who wait."""
    row = row_of(series)
    said = ", ".join(f"{name} {number(load.rate.median)}/s" for name, load in row.loads.items())
    named = f"{row.title}, sharing {row.sharing}"
    print(f"[{seconds:4.0f} s] round {round_}: {named}: {row.refused or said}", file=sys.stderr, flush=True)
