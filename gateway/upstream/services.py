"""All services behind one Upstream: to each its own client's policies."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.execution.port import Call, Reply
from gateway.upstream.guards import Guards


@dataclass(frozen=True, slots=True)
class Services:
    """An Upstream that hands each call to the guards of its service."""

    guards: Mapping[str, Guards]

    def send(self, call: Call) -> Coroutine[Any, Any, Reply]:
        """As `Upstream.send`."""
        return self.guards[call.service].upstream.send(call)

    def states(self) -> dict[str, str]:
        """Service -> whether calls reach it: `closed`, as a circuit is, `half_open` or `open`."""
        return {name: g.breaker.state if g.breaker else "closed" for name, g in self.guards.items()}

    def running(self) -> dict[str, float]:
        """Service -> calls under way."""
        return {name: g.bulkhead.running for name, g in self.guards.items()}

    def waiting(self) -> dict[str, float]:
        """Service -> calls that wait for their turn."""
        return {name: g.bulkhead.waiting for name, g in self.guards.items()}

    def repeated(self) -> dict[str, float]:
        """Service -> calls sent again so far."""
        return {name: g.retry.repeated for name, g in self.guards.items()}
