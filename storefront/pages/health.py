"""For whatever watches the process."""

from flask import Blueprint, Response

from storefront.leaving import is_leaving

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers."""
    return _said("ok\n")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Pages can be served, unless the process was told to end. The gateway is not asked: without it they stand, and say so."""
    return _said("draining\n", 503) if is_leaving() else _said("ok\n")


def _said(text: str, status: int = 200) -> Response:
    response = Response(text, status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
