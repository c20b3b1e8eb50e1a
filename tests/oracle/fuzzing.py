"""How long to look for a difference: shortly in `make test`, for FUZZ times as long in `make fuzz`."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("FUZZ", "1"))

#: How many cases a test has seen, and what was in them.
Covered = dict[str, int]


def count(covered: Covered, met: Iterable[str]) -> None:
    """Count a case, and each thing once that was met in it."""
    for thing in {"cases", *met}:
        covered[thing] = covered.get(thing, 0) + 1


def fuzzed(examples: int) -> Callable[[Any], Any]:
    """Settings of a test that looks at so many examples. Counterexamples are made smaller in the long mode only."""
    phases = (Phase.explicit, Phase.generate) if TIMES == 1 else tuple(Phase)
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=phases,
        database=None,
    )
