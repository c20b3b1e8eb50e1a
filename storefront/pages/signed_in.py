"""Pages that are for people who are logged in."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.paths import own_path, this_path
from storefront.visitor import the_visitor

P = ParamSpec("P")


def signed_in_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Send strangers to the log-in page, and from there back to where they wanted to be."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if the_visitor().is_signed_in else to_log_in()

    return guarded


def to_log_in() -> ResponseReturnValue:
    """To the log-in page. What was sent by a form is not kept; its page is come back to."""
    wanted = this_path() if request.method == "GET" else own_path(request.form.get("page"))
    flash("Please log in first.", "note")
    return redirect(url_for("sessions.log_in", next=wanted), 303)
