"""One item, its seller, and holding it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.errors import GatewayError
from storefront.formats import time_left
from storefront.forms import Form, sent_key
from storefront.visitor import the_visitor

from .signed_in import signed_in_only

OTHERS_SHOWN = 4

blueprint = Blueprint("items", __name__)


@blueprint.get("/items/<sku>")
def item(sku: str) -> ResponseReturnValue:
    """The item, without its seller when the users cannot be asked."""
    return _page(sku, Form({"quantity": "1"}))


@blueprint.post("/items/<sku>/reserve")
@signed_in_only
def reserve(sku: str) -> ResponseReturnValue:
    """Hold some of it. The form's key makes a second click the same reservation."""
    form, key = Form.sent("quantity"), sent_key()
    quantity = form.whole_number("quantity")
    if not form.is_good():
        return _page(sku, form), 422
    wanted = {"itemId": request.form.get("itemId", ""), "quantity": quantity, "idempotencyKey": key}
    try:
        payload = the_visitor().ask("reserve_item", input=wanted).required("reserveItem")
    except GatewayError as error:
        form.take_failure(error)
        return _page(sku, form, key), 504
    if payload["userErrors"]:
        form.take(payload["userErrors"])
        return _page(sku, form), 422
    flash(_held(payload["reservation"]), "good")
    return redirect(url_for("reservations.reservations"), 303)


def _page(sku: str, form: Form, key: str | None = None) -> str:
    """`key` is given when the form must do the same thing as before when it is sent again."""
    found = the_visitor().ask("item", sku=sku, others=OTHERS_SHOWN + 1).required("itemBySku")
    if found is None:
        abort(404)
    return render_template("item.html", item=found, others=_others(found), form=form, key=key)


def _others(item: dict[str, Any]) -> list[dict[str, Any]]:
    """What else the seller has, as far as that is known."""
    connection = (item["seller"] or {}).get("items") or {"nodes": []}
    return [other for other in connection["nodes"] if other["id"] != item["id"]][:OTHERS_SHOWN]


def _held(reservation: dict[str, Any] | None) -> str:
    if not reservation or not reservation["expiresAt"]:
        return "It is held for you."
    return f"Held for you: {reservation['quantity']}. Collect within {time_left(reservation['expiresAt'])}."
