"""What is counted, for Prometheus: requests answered, calls made, what was charged.

prometheus_client's own counters take a lock and walk all buckets at each observation. Here a value is noted while a request is
answered, and added up with many others: the same code takes several times as long where it runs once between two network calls.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE_LATEST", "Counter", "Histogram", "Metrics"]

#: Upper bounds of durations, in seconds, and of costs.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COSTS = (1.0, 10.0, 100.0, 500.0, 1_000.0, 5_000.0, 25_000.0)


SERVICE = ("service",)
ByService = Callable[[], Mapping[str, float]]


@dataclass(slots=True)
class _Series:
    counts: list[int]
    sum: float = 0.0


class Histogram(Collector):
    """A histogram by a few labels of few values; of durations, unless it has other `bounds`.

    `add` notes labels and a value; `settle` adds up what was noted.
    """

    def __init__(
        self, name: str, what: str, labels: tuple[str, ...], bounds: tuple[float, ...] = SECONDS
    ) -> None:
        self._name, self._what, self._labels, self._bounds = name, what, labels, bounds
        self._series: dict[tuple[str, ...], _Series] = {}
        self._noted: list[tuple[tuple[str, ...], float]] = []
        self._settling = Lock()
        self.add = self._noted.append

    def settle(self) -> None:
        with self._settling:
            noted = self._noted[:]
            del self._noted[: len(noted)]
            for labels, value in noted:
                series = self._series.get(labels)
                if series is None:
                    series = self._series[labels] = _Series([0] * (len(self._bounds) + 1))
                series.counts[bisect_left(self._bounds, value)] += 1
                series.sum += value

    def collect(self) -> Iterator[Metric]:
        self.settle()
        family = HistogramMetricFamily(self._name, self._what, labels=self._labels)
        for labels, series in list(self._series.items()):
            total, buckets = 0, []
            for bound, count in zip([*map(str, self._bounds), "+Inf"], series.counts, strict=True):
                total += count
                buckets.append((bound, float(total)))
            family.add_metric(labels, buckets, series.sum)
        yield family


class Counter(Collector):
    """A count by a few labels of few values."""

    def __init__(self, name: str, what: str, labels: tuple[str, ...]) -> None:
        self._name, self._what, self._labels = name, what, labels
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, labels: tuple[str, ...]) -> None:
        self._counts[labels] = self._counts.get(labels, 0) + 1

    def collect(self) -> Iterator[Metric]:
        family = CounterMetricFamily(self._name, self._what, labels=self._labels)
        for labels, count in list(self._counts.items()):
            family.add_metric(labels, count)
        yield family


class Kept(Collector):
    """Figures that others keep, read when somebody asks: label values -> figure."""

    def __init__(self, family: Metric, read: Callable[[], Mapping[tuple[str, ...], float]]) -> None:
        self._family, self._read = family, read

    def collect(self) -> Iterator[Metric]:
        family: Any = self._family
        family.samples.clear()
        for labels, figure in self._read().items():
            family.add_metric(labels, figure)
        yield family


class Metrics:
    """The gateway's metrics. `status` of a call is `none` when there was no answer."""

    def __init__(self) -> None:
        self.requests = Histogram(
            "gateway_request_seconds", "Requests to /graphql, by HTTP status.", ("status",)
        )
        self.calls = Histogram(
            "gateway_upstream_call_seconds",
            "Calls to services, by status of the answer.",
            ("service", "status"),
        )
        self.costs = Histogram(
            "gateway_operation_cost",
            "Cost of operations charged, by kind of client: viewer or address.",
            ("client",),
            COSTS,
        )
        self.exceeded = Counter(
            "gateway_limit_exceeded",
            "Operations that exceeded a limit, by its code and what became of them: refused or let_through.",
            ("code", "outcome"),
        )
        self._histograms = (self.requests, self.calls, self.costs)
        self._registry = CollectorRegistry()
        for collector in (*self._histograms, self.exceeded):
            self._registry.register(collector)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def gauge(self, name: str, what: str, read: Callable[[], float]) -> None:
        """Show a figure that goes up and down."""
        self._registry.register(Kept(GaugeMetricFamily(name, what, labels=()), lambda: {(): read()}))

    def counter(self, name: str, what: str, read: Callable[[], float]) -> None:
        """Show a figure that only grows."""
        self._registry.register(Kept(CounterMetricFamily(name, what, labels=()), lambda: {(): read()}))

    def gauge_by_service(self, name: str, what: str, read: ByService) -> None:
        """Show a figure that goes up and down, by service."""
        self._registry.register(Kept(GaugeMetricFamily(name, what, labels=SERVICE), _labelled(read)))

    def counter_by_service(self, name: str, what: str, read: ByService) -> None:
        """Show a figure that only grows, by service."""
        self._registry.register(Kept(CounterMetricFamily(name, what, labels=SERVICE), _labelled(read)))

    def settle(self) -> None:
        """Add up what was noted since the last time."""
        for histogram in self._histograms:
            histogram.settle()

    def exposition(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)


def _labelled(read: ByService) -> Callable[[], Mapping[tuple[str, ...], float]]:
    return lambda: {(service,): figure for service, figure in read().items()}
