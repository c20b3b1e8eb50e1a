"""Pictures of items."""

from flask import Blueprint, Response

from storefront.artwork import draw

A_WEEK_S = 7 * 24 * 3600

blueprint = Blueprint("tiles", __name__)


@blueprint.get("/tile/<sku>.svg")
def tile(sku: str) -> Response:
    """The item's picture, drawn from its sku alone: the same for ever, and the same on every replica."""
    response = Response(draw(sku), content_type="image/svg+xml")
    response.cache_control.public = True
    response.cache_control.max_age = A_WEEK_S
    return response
