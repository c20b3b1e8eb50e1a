"""What is promised, judged by the medians of one run."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.compare import SLOW_MS
from benchmarks.contenders import JAVASCRIPT, MERCURIUS, TAILCALL_DEDUPE, YOGA
from benchmarks.operations import CONSTANT, FLAT, NESTED
from benchmarks.results import Results, Row

MEMORY_MIB = 100.0
SLOW_P99_MS = 3 * 2 * SLOW_MS


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, what was found, and whether it is kept."""

    promise: str
    found: str
    kept: bool


def judged(results: Results) -> list[Target]:
    """Every target that this run can judge."""
    off, on = results.row("ours-off"), results.row("ours-on")
    judged: list[Target | None] = []
    if off:
        judged.append(_times(off, _best(results, NESTED.name), NESTED.name, 3, "off"))
        judged.append(_times(off, _best(results, FLAT.name), FLAT.name, 1.6, "off"))
    if on:
        judged += _beside_tailcall(results, on)
    if off:
        judged.append(_times(off, results.row(MERCURIUS.name), CONSTANT.name, 0.75, "off"))
    ours = [row for row in results.rows if row.ours and row.refused is None]
    return [target for target in judged if target] + _alone(ours)


def _best(results: Results, operation: str) -> Row | None:
    rows = [row for peer in JAVASCRIPT if (row := results.row(peer.name))]
    return max(rows, key=lambda row: row.loads[operation].rate.median, default=None)


def _beside_tailcall(results: Results, on: Row) -> list[Target | None]:
    tailcall = results.row(TAILCALL_DEDUPE.name)
    if tailcall is None:
        return [_times(on, results.row(YOGA.name), NESTED.name, 12, "on")]
    return [_times(on, tailcall, NESTED.name, 1.5, "on"), _times(on, tailcall, FLAT.name, 0.8, "on")]


def _times(ours: Row, peer: Row | None, operation: str, factor: float, sharing: str) -> Target | None:
    if peer is None:
        return None
    own, theirs = ours.loads[operation], peer.loads[operation]
    ratio, cheaper = own.rate.median / theirs.rate.median, theirs.cpu_ms.median / own.cpu_ms.median
    promise = f"{operation}, sharing {sharing}: at least {factor:g} × {peer.title}"
    return Target(promise, f"{ratio:.2f} × (by CPU time {cheaper:.2f} ×)", ratio >= factor)


def _alone(ours: Iterable[Row]) -> list[Target]:
    """The targets that need no peer: the worst of all our modes decides."""
    rows = list(ours)
    if not rows:
        return []
    memory = max(row.memory_mib or 0.0 for row in rows)
    calls = max(row.single_calls[NESTED.name] for row in rows)
    p99 = max(row.slow_p99_ms.median for row in rows if row.slow_p99_ms)
    return [
        Target(f"one process under {MEMORY_MIB:.0f} MiB", f"{memory:.0f} MiB", memory < MEMORY_MIB),
        Target("exactly 2 upstream calls for a nested request", str(calls), calls == NESTED.calls),
        Target(
            f"p99 under {SLOW_P99_MS} ms with a {SLOW_MS} ms upstream", f"{p99:.1f} ms", p99 < SLOW_P99_MS
        ),
    ]
