"""How long to look for a difference: shortly in `make test`, for FUZZ times as long in `make fuzz`."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("FUZZ", "1"))


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
