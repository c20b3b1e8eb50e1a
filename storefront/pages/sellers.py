"""A seller and everything they sell."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from storefront.pager import asked_cursor, pager
from storefront.visitor import the_visitor

from .catalogue import PAGE_SIZE

blueprint = Blueprint("sellers", __name__)


@blueprint.get("/sellers/<seller_id>")
def seller(seller_id: str) -> ResponseReturnValue:
    """The seller; their items are missing, and the page says so, when the inventory does not answer."""
    answer = the_visitor().ask("seller", id=seller_id, first=PAGE_SIZE, after=asked_cursor())
    fault = answer.fault_at("user")
    if answer.data.get("user") is None and (fault is None or fault.code == "BAD_USER_INPUT"):
        abort(404)
    found = answer.required("user")
    items = found["items"]
    return render_template("seller.html", seller=found, items=items, pager=items and pager(items["pageInfo"]))
