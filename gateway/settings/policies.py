"""What a call to a service may cost, and how often it is tried: for all services, or for one."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from gateway.settings.values import BadSettings, count, flag, read_all, seconds, setting, share, whole


@dataclass(frozen=True, kw_only=True)
class PolicySettings:
    """`UPSTREAM_…` is for every service; the same name with a service's in front, as `USERS_TIMEOUT_S`, for that one alone."""

    upstream_timeout_s: float = setting("UPSTREAM_TIMEOUT_S", 5.0, seconds, "time for one call to a service")
    upstream_retries: int = setting(
        "UPSTREAM_RETRIES", 2, whole, "how often at most a safe or idempotent call is sent again"
    )
    upstream_retry_budget: float = setting(
        "UPSTREAM_RETRY_BUDGET", 0.1, share, "share of a service's calls that may be sent again"
    )
    upstream_breaker: bool = setting(
        "UPSTREAM_BREAKER", True, flag, "whether a service that keeps failing is left alone for a while"
    )
    upstream_breaker_calls: int = setting(
        "UPSTREAM_BREAKER_CALLS", 20, count, "calls in the window before the breaker judges"
    )
    upstream_breaker_failures: float = setting(
        "UPSTREAM_BREAKER_FAILURES", 0.5, share, "share of failed calls that opens the breaker"
    )
    upstream_breaker_window_s: float = setting(
        "UPSTREAM_BREAKER_WINDOW_S", 30.0, seconds, "time that the breaker looks back on"
    )
    upstream_breaker_open_s: float = setting(
        "UPSTREAM_BREAKER_OPEN_S", 2.0, seconds, "time that the breaker stays open before one call tries"
    )
    upstream_concurrency: int = setting(
        "UPSTREAM_CONCURRENCY", 100, count, "calls to a service at one time, at most"
    )
    upstream_queue: int = setting(
        "UPSTREAM_QUEUE", 300, whole, "calls that may wait for their turn; those beyond fail at once"
    )

    def of_service(self, service: str, environ: Mapping[str, str]) -> Self:
        """These settings with what the environment says of one service.

        Raises:
            BadSettings: with every one that is wrong.
        """
        prefix = service.upper()
        own = {
            f.name: (f.metadata["name"].replace("UPSTREAM", prefix, 1), f.metadata["parse"])
            for f in dataclasses.fields(PolicySettings)
        }
        values, wrong = read_all(own, environ)
        if wrong:
            raise BadSettings(wrong)
        return dataclasses.replace(self, **values)
