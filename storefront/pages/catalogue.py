"""What is for sale: search, order, and what is in stock."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from storefront.pager import asked_cursor, pager
from storefront.visitor import the_visitor

PAGE_SIZE = 24
LONGEST_SEARCH = 100
ORDERS = {
    "NAME_ASC": "Name, A to Z",
    "NAME_DESC": "Name, Z to A",
    "PRICE_ASC": "Price, low to high",
    "PRICE_DESC": "Price, high to low",
    "NEWEST": "Newest first",
}

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/")
def catalogue() -> ResponseReturnValue:
    """A page of items. It stands, and says so, when the inventory does not answer."""
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    order = request.args.get("order", "NAME_ASC")
    if order not in ORDERS:
        abort(400)
    in_stock = request.args.get("in_stock") == "1"
    answer = the_visitor().ask(
        "catalogue",
        first=PAGE_SIZE,
        after=asked_cursor(),
        search=search or None,
        inStock=True if in_stock else None,
        orderBy=order,
    )
    fault = answer.fault_at("items")
    items = answer.data.get("items")
    if items is None and fault and fault.code == "BAD_USER_INPUT":
        abort(404)
    return render_template(
        "catalogue.html",
        items=items,
        pager=pager(items["pageInfo"]) if items else None,
        search=search,
        order=order,
        orders=ORDERS,
        in_stock=in_stock,
    )
