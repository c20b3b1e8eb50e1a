"""Probes and metrics, apart from GraphQL."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify

from gateway.metrics import CONTENT_TYPE_LATEST, Metrics


def health(
    ready: Callable[[], bool], services: Callable[[], Mapping[str, str]], metrics: Metrics
) -> Blueprint:
    """`/livez`: the process answers. `/readyz`: it takes requests; services that are down do not make it unready. `/metrics`.

    `services`: each with the state of its breaker.
    """
    probes = Blueprint("health", __name__)

    @probes.get("/livez")
    def livez() -> Response:
        return jsonify(status="ok")

    @probes.get("/readyz")
    def readyz() -> tuple[Response, int]:
        status, code = ("ok", 200) if ready() else ("draining", 503)
        return jsonify(status=status, services=dict(services())), code

    @probes.get("/metrics")
    def exposition() -> Response:
        return Response(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)

    return probes
