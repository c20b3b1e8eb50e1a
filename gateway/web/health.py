"""Probes and metrics, apart from GraphQL: answered at once, however busy the process is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from flask import Blueprint, Response, request

from gateway.metrics import CONTENT_TYPE_LATEST, Metrics
from gateway.web.capacity import Capacity
from gateway.web.media_types import JSON
from gateway.web.messages import Outgoing

PATHS = ("/livez", "/readyz", "/metrics")


@dataclass(frozen=True, slots=True)
class Health:
    """`/livez`: the process answers. `/readyz`: it takes requests; services that are down do not make it unready. `/metrics`.

    `services`: each with the state of its breaker.
    """

    capacity: Capacity
    services: Callable[[], Mapping[str, str]]
    metrics: Metrics

    def answer(self, path: str) -> Outgoing:
        """The answer to a GET of one of `PATHS`."""
        if path == "/metrics":
            return Outgoing(200, {"Content-Type": CONTENT_TYPE_LATEST}, self.metrics.exposition())
        if path == "/livez":
            return _json(200, {"status": "ok"})
        state = self.capacity.state
        body = {"status": state, "services": dict(self.services())}
        if state == "ok":
            return _json(200, body)
        return _json(503, body, {"Retry-After": "1"})


def pages_of(health: Health) -> Blueprint:
    """The same as a part of a Flask app."""
    probes = Blueprint("health", __name__)

    def page() -> Response:
        outgoing = health.answer(request.path)
        return Response(outgoing.body, outgoing.status, dict(outgoing.headers))

    for path in PATHS:
        probes.add_url_rule(path, path.removeprefix("/"), page)
    return probes


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> Outgoing:
    return Outgoing(status, {"Content-Type": JSON, **(headers or {})}, msgspec.json.encode(body))
