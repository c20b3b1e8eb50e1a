"""For whatever watches the process."""

from flask import Blueprint, Response

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers."""
    return _well()


@blueprint.get("/readyz")
def readyz() -> Response:
    """Pages can be served. The gateway is not asked: without it they still stand, and say so."""
    return _well()


def _well() -> Response:
    response = Response("ok\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
