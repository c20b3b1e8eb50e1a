"""The seller's side of the counter."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.errors import GatewayError
from storefront.forms import Form, sent_key
from storefront.pager import asked_cursor, pager
from storefront.visitor import the_visitor

from .signed_in import signed_in_only

PAGE_SIZE = 50
RESERVATIONS_SHOWN = 50
ITEM_FIELDS = ("name", "description", "amount")

blueprint = Blueprint("selling", __name__, url_prefix="/selling")


@blueprint.get("/")
@signed_in_only
def selling() -> ResponseReturnValue:
    """My items with their stock."""
    viewer = the_visitor().ask("selling", first=PAGE_SIZE, after=asked_cursor()).required("viewer")
    if viewer:
        the_visitor().remember(viewer)
    _sellers_only()
    items = viewer and viewer["items"]
    return render_template("selling.html", items=items, pager=items and pager(items["pageInfo"]))


@blueprint.get("/new")
@signed_in_only
def new_item() -> ResponseReturnValue:
    """The form of an item that is not there yet."""
    _sellers_only()
    return render_template("new_item.html", form=Form({"quantity": "1"}))


@blueprint.post("/new")
@signed_in_only
def add_item() -> ResponseReturnValue:
    """Put an item on the shelf."""
    form = Form.sent("sku", "quantity", *ITEM_FIELDS)
    form.required("sku", "name")
    wanted = {
        **form.values,
        "description": form.values["description"] or None,
        "amount": form.amount("amount"),
        "quantity": form.whole_number("quantity"),
    }
    if form.is_good():
        form.take(the_visitor().ask("add_item", input=wanted).required("addItem")["userErrors"])
    if not form.is_good():
        return render_template("new_item.html", form=form), 422
    flash(f"{wanted['name']} is on the shelf.", "good")
    return redirect(url_for("selling.selling"), 303)


@blueprint.get("/items/<sku>")
@signed_in_only
def stock(sku: str) -> ResponseReturnValue:
    """One of my items: its text, its stock, and who holds some of it."""
    return _stock_page(sku)


@blueprint.post("/items/<sku>/details")
@signed_in_only
def update_item(sku: str) -> ResponseReturnValue:
    """Change what the item is called, said of and sold for."""
    form = Form.sent(*ITEM_FIELDS)
    form.required("name")
    wanted = {"itemId": request.form.get("itemId", ""), **form.values, "amount": form.amount("amount")}
    if form.is_good():
        form.take(the_visitor().ask("update_item", input=wanted).required("updateItem")["userErrors"])
    if not form.is_good():
        return _stock_page(sku, details_form=form), 422
    flash("The item is changed.", "good")
    return redirect(url_for("selling.stock", sku=sku), 303)


@blueprint.post("/items/<sku>/stock")
@signed_in_only
def adjust_stock(sku: str) -> ResponseReturnValue:
    """Add to the stock, or take from it. The form's key makes a second click the same adjustment."""
    form, key = Form.sent("by", "reason"), sent_key()
    wanted = {
        "itemId": request.form.get("itemId", ""),
        "by": form.whole_number("by"),
        "reason": form.values["reason"],
        "idempotencyKey": key,
    }
    form.required("reason")
    if not form.is_good():
        return _stock_page(sku, stock_form=form), 422
    try:
        form.take(the_visitor().ask("adjust_stock", input=wanted).required("adjustStock")["userErrors"])
    except GatewayError as error:
        form.take_failure(error)
        return _stock_page(sku, stock_form=form, key=key), 504
    if not form.is_good():
        return _stock_page(sku, stock_form=form), 422
    flash("The stock is counted anew.", "good")
    return redirect(url_for("selling.stock", sku=sku), 303)


@blueprint.post("/items/<sku>/reservations/<reservation_id>/fulfil")
@signed_in_only
def fulfil(sku: str, reservation_id: str) -> ResponseReturnValue:
    """Hand it over: the stock leaves the shelf."""
    answer = the_visitor().ask("fulfil_reservation", input={"reservationId": reservation_id})
    complaints = answer.required("fulfilReservation")["userErrors"]
    for complaint in complaints:
        flash(complaint["message"], "bad")
    if not complaints:
        flash("Handed over.", "good")
    return redirect(url_for("selling.stock", sku=sku), 303)


def _sellers_only() -> None:
    if not the_visitor().may_sell:
        abort(403)


def _stock_page(sku: str, **forms: Any) -> str:
    """`details_form`, `stock_form`: given when shown again. `key`: given when it must stay the same."""
    visitor = the_visitor()
    answer = visitor.ask("stock", sku=sku, first=RESERVATIONS_SHOWN)
    item, viewer = answer.required("itemBySku"), answer.data.get("viewer")
    if viewer:
        visitor.remember(viewer)
    if item is None:
        abort(404)
    if not visitor.may_manage((item["seller"] or {}).get("id")):
        abort(403)
    details = {
        "name": item["name"],
        "description": item["description"] or "",
        "amount": item["price"]["amount"],
    }
    shown = {"details_form": Form(details), "stock_form": Form(), "key": None} | forms
    return render_template("stock.html", item=item, **shown)
