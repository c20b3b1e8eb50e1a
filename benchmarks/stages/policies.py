"""The policies around a call that has nothing to wait for."""

from benchmarks.results import Figure
from benchmarks.stages.timing import Stopwatch
from gateway.execution.port import Call, Reply
from gateway.settings.policies import PolicySettings
from gateway.upstream.guards import guarded

REPLY = Reply(200, b"", b"")


class Nothing:
    """An Upstream that answers at once."""

    async def send(self, _call: Call) -> Reply:
        return REPLY


def measured(watch: Stopwatch) -> tuple[str, Figure]:
    """CPU time of retry, deadline, bulkhead and breaker together, the call in the middle included."""
    upstream = guarded(Nothing(), "inventory", PolicySettings()).upstream
    call = Call("inventory", "GET", "/items", "/items", expires_at=float("inf"))
    return "policies around a call", watch.coroutine(lambda: upstream.send(call))
