"""All limits of a gateway, as the pipeline asks them."""

from dataclasses import dataclass

from gateway.binding.blueprint import Blueprint
from gateway.limits.calls import CallsLimit
from gateway.limits.cost_limit import CostLimit
from gateway.limits.document import DocumentLimits
from gateway.limits.rates import Rates


@dataclass(frozen=True, slots=True)
class Limits:
    """`document`: judged before validation; `cost` and `calls`: with the variables known; `rates`: of a client."""

    document: DocumentLimits
    cost: CostLimit
    calls: CallsLimit
    rates: Rates


def unlimited(blueprint: Blueprint) -> Limits:
    """Limits that measure and refuse nothing."""
    return Limits(DocumentLimits(), CostLimit(blueprint), CallsLimit(blueprint.schema), Rates())
