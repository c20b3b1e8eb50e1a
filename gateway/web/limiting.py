"""The limits that the settings say."""

import logging

from gateway.binding.blueprint import Blueprint
from gateway.binding.page_size import PageSize
from gateway.exceeded import Exceeded
from gateway.limits.aliases import ALIASES
from gateway.limits.calls import CallsLimit
from gateway.limits.cost_limit import CostLimit
from gateway.limits.depth import DEPTH
from gateway.limits.directives import DIRECTIVES
from gateway.limits.document import DocumentLimits
from gateway.limits.height import HEIGHT
from gateway.limits.introspection import INTROSPECTION_DEPTH
from gateway.limits.limits import Limits
from gateway.limits.rates import Rates
from gateway.limits.redis_counters import RedisCounters
from gateway.limits.root_fields import ROOT_FIELDS
from gateway.limits.rule import Limit
from gateway.metrics import Metrics
from gateway.settings import Settings

log = logging.getLogger("gateway.limits")

_RULES = {
    "max_height": HEIGHT,
    "max_depth": DEPTH,
    "max_aliases": ALIASES,
    "max_root_fields": ROOT_FIELDS,
    "max_directives": DIRECTIVES,
    "max_introspection_depth": INTROSPECTION_DEPTH,
}


def counted(metrics: Metrics) -> Exceeded:
    """Counts what exceeds a limit, and logs what is let through: what is refused says so itself."""

    def exceeded(code: str, *, let_through: bool, most: float, **found: int) -> None:
        metrics.exceeded.add((code, "let_through" if let_through else "refused"))
        if let_through:
            log.warning("a limit is exceeded", extra={"code": code, "most": most, **found})

    return exceeded


def limits_of(settings: Settings, blueprint: Blueprint, metrics: Metrics) -> Limits:
    """The limits of operations and clients; what exceeds them is counted in `metrics`."""
    exceeded = counted(metrics)
    rules = (
        Limit(rule, getattr(settings, name), getattr(settings, f"{name}_warn_only"))
        for name, rule in _RULES.items()
    )
    cost = CostLimit(blueprint, settings.max_cost, warn_only=settings.max_cost_warn_only, exceeded=exceeded)
    calls = CallsLimit(
        blueprint.schema,
        settings.max_upstream_calls,
        warn_only=settings.max_upstream_calls_warn_only,
        exceeded=exceeded,
    )
    return Limits(DocumentLimits(rules, exceeded), cost, calls, _rates(settings, metrics))


def page_size_of(settings: Settings, metrics: Metrics) -> PageSize:
    """How large pages may be; larger ones are counted."""
    return PageSize(settings.max_page_size, settings.max_page_size_warn_only, counted(metrics))


def _rates(settings: Settings, metrics: Metrics) -> Rates:
    url = settings.rate_limit_redis_url
    return Rates(
        settings.rate_limit,
        settings.rate_limit_anonymous or settings.rate_limit,
        shared=RedisCounters(url) if url else None,
        charged=metrics.costs.add,
    )
