"""Results as Markdown."""

from collections.abc import Sequence

from benchmarks.compare import CONNECTIONS, SLOW_CONNECTIONS, SLOW_MS
from benchmarks.operations import CONSTANT, FLAT, NESTED, OPERATIONS
from benchmarks.results import Figure, Load, Results, Row
from benchmarks.targets import judged

SATURATED = 0.97
DISTURBED = 0.05


def comparison(results: Results) -> str:
    """Everything that a reader needs to judge a run."""
    parts = [_circumstances(results), rates(results), _notes(results), _costs(results), _promises(results)]
    return "\n\n".join(part for part in parts if part)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, the others to the right."""
    rules = ["---"] + ["---:"] * (len(heads) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, rules, *rows])


def number(value: float) -> str:
    """As many digits as say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _circumstances(results: Results) -> str:
    effort, ceiling = results.effort, results.ceiling
    return (
        f"{results.date} · {results.machine} · {results.programs} · {effort.rounds} rounds of {effort.seconds:g} s, "
        f"{CONNECTIONS} connections · an upstream page has {results.page_bytes:,} bytes.\n\n"
        f"wrk straight at nginx, both on the core that they share: {number(ceiling.page)} pages of 100 items and "
        f"{number(ceiling.users)} answers of 10 users a second. "
        f"At the {SLOW_MS} ms upstream p99 is {ceiling.slow_p99_ms:.1f} ms."
    )


def rates(results: Results) -> str:
    """Requests a second, of everyone."""
    heads = ["requests/s, median (lowest–highest)", "sharing", *(o.name for o in OPERATIONS)]
    rows = [
        [_title(row), row.sharing, *(_rate(row.loads.get(o.name)) for o in OPERATIONS)]
        for row in _known(results)
    ]
    return table(heads, rows)


def _costs(results: Results) -> str:
    heads = [
        "",
        "sharing",
        *(f"CPU ms, {o.name}" for o in OPERATIONS),
        "upstream calls, nested alone",
        "under load",
        "flat under load",
        f"p99 ms, {SLOW_MS} ms upstream, {SLOW_CONNECTIONS} connections",
        "MiB",
    ]
    return table(heads, [_cost(row) for row in _known(results)])


def _cost(row: Row) -> list[str]:
    nested, flat = row.loads.get(NESTED.name), row.loads.get(FLAT.name)
    return [
        _title(row),
        row.sharing,
        *(_cpu(row.loads.get(o.name)) for o in (NESTED, FLAT, CONSTANT)),
        str(row.single_calls.get(NESTED.name, "")),
        number(nested.calls) if nested else "",
        number(flat.calls) if flat else "",
        _spread(row.slow_p99_ms) if row.slow_p99_ms else "",
        number(row.memory_mib) if row.memory_mib else "",
    ]


def _promises(results: Results) -> str:
    rows = [
        [target.promise, target.found, "kept" if target.kept else "**missed**"] for target in judged(results)
    ]
    return table(["promised", "found", ""], rows) if rows else ""


def _notes(results: Results) -> str:
    loads = [load for row in results.rows for load in row.loads.values()]
    unstarted = {row.title.split()[0]: row.version.partition("; ")[2] for row in results.rows}
    notes = [f"Of {name} {versions}." for name, versions in unstarted.items() if versions]
    notes += [f"{_title(row)} was not measured: {row.refused}." for row in results.rows if row.refused]
    if any(load.load_busy >= SATURATED for load in loads):
        notes.append("\\* The core of upstream and load was busy all the time: the gateway could do more.")
    if disturbed := [load for load in loads if load.disturbed > DISTURBED]:
        most = max(load.disturbed for load in disturbed)
        notes.append(
            f"The machine was not quiet: others took up to {most:.0%} of the gateway's core. "
            "Requests/s of such a run say little; CPU ms a request suffers less."
        )
    return "\n".join(f"- {note}" for note in notes)


def _known(results: Results) -> list[Row]:
    return [row for row in results.rows if row.loads]


def _title(row: Row) -> str:
    if row.ours:
        return f"**{row.title}**"
    version, _, _ = row.version.partition("; ")
    return f"{row.title} ({version})" if version else row.title


def _rate(load: Load | None) -> str:
    if load is None:
        return ""
    return _spread(load.rate) + (" \\*" if load.load_busy >= SATURATED else "")


def _cpu(load: Load | None) -> str:
    return f"{load.cpu_ms.median:.3f}" if load else ""


def _spread(figure: Figure) -> str:
    return f"{number(figure.median)} ({number(figure.low)}–{number(figure.high)})"
