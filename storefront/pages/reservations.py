"""What is held for the visitor."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.pager import asked_cursor, pager
from storefront.visitor import the_visitor

from .signed_in import signed_in_only

PAGE_SIZE = 20

blueprint = Blueprint("reservations", __name__)


@blueprint.get("/reservations")
@signed_in_only
def reservations() -> ResponseReturnValue:
    """My reservations, newest first."""
    answer = the_visitor().ask("reservations", first=PAGE_SIZE, after=asked_cursor())
    viewer = answer.required("viewer")
    if viewer:
        the_visitor().remember(viewer)
    found = viewer and viewer["reservations"]
    return render_template("reservations.html", found=found, pager=found and pager(found["pageInfo"]))


@blueprint.post("/reservations/<reservation_id>/release")
@signed_in_only
def release(reservation_id: str) -> ResponseReturnValue:
    """Give it back to the shelf."""
    answer = the_visitor().ask("release_reservation", input={"reservationId": reservation_id})
    complaints = answer.required("releaseReservation")["userErrors"]
    for complaint in complaints:
        flash(complaint["message"], "bad")
    if not complaints:
        flash("Released. It is back on the shelf.", "good")
    return redirect(url_for("reservations.reservations"), 303)
