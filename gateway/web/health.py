"""Probes, apart from GraphQL."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify


def health(ready: Callable[[], bool]) -> Blueprint:
    """`/livez`: the process answers. `/readyz`: it takes requests; services that are down do not make it unready."""
    probes = Blueprint("health", __name__)

    @probes.get("/livez")
    def livez() -> Response:
        return jsonify(status="ok")

    @probes.get("/readyz")
    def readyz() -> tuple[Response, int]:
        return (jsonify(status="ok"), 200) if ready() else (jsonify(status="draining"), 503)

    return probes
