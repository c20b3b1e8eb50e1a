"""The policies around the calls to one service, and their order."""

from dataclasses import dataclass

from gateway.execution.port import Upstream
from gateway.settings.policies import PolicySettings
from gateway.upstream.breaker import Breaker, Threshold
from gateway.upstream.bulkhead import Bulkhead
from gateway.upstream.deadline import Deadline
from gateway.upstream.retry import Retry
from gateway.upstream.window import Window


@dataclass(frozen=True, slots=True)
class Guards:
    """`upstream` is the outermost; the others are here to be looked at. No breaker: it is turned off."""

    upstream: Upstream
    retry: Retry
    bulkhead: Bulkhead
    breaker: Breaker | None


def guarded(client: Upstream, service: str, settings: PolicySettings) -> Guards:
    """From the outside in, each for a reason:

    1. Retry: each try passes everything below anew, and its pause holds nobody's place.
    2. Deadline: a try's time runs while it waits for its turn, too.
    3. Bulkhead: its refusals are ours, so that the breaker does not see them.
    4. Breaker: next to the wire, where whoever waited for a turn learns that the service was given up meanwhile.
    5. `client`: makes the call, and measures it.
    """
    breaker = None
    if settings.upstream_breaker:
        threshold = Threshold(
            settings.upstream_breaker_calls,
            settings.upstream_breaker_failures,
            settings.upstream_breaker_open_s,
        )
        breaker = Breaker(client, service, threshold, Window(settings.upstream_breaker_window_s))
    bulkhead = Bulkhead(breaker or client, settings.upstream_concurrency, settings.upstream_queue)
    deadline = Deadline(bulkhead, settings.upstream_timeout_s)
    retry = Retry(deadline, settings.upstream_retries, settings.upstream_retry_budget)
    return Guards(retry, retry, bulkhead, breaker)
