"""The visitor's own account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.errors import GatewayError
from storefront.forms import Form
from storefront.visitor import the_visitor

from .signed_in import signed_in_only

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@signed_in_only
def account() -> ResponseReturnValue:
    """Name, phone, roles, and the forms that change them."""
    return _page()


@blueprint.post("/account/phone")
@signed_in_only
def change_phone() -> ResponseReturnValue:
    """Have another phone number."""
    form = Form.sent("phone")
    form.required("phone")
    if form.is_good():
        payload = the_visitor().ask("change_phone", input=dict(form.values)).required("changePhone")
        form.take(payload["userErrors"])
    if not form.is_good():
        return _page(phone_form=form), 422
    flash("Your phone number is changed.", "good")
    return redirect(url_for("account.account"), 303)


@blueprint.post("/account/password")
@signed_in_only
def change_password() -> ResponseReturnValue:
    """Have another password. Every session ends with it; this one begins anew."""
    form = Form.sent("currentPassword", "newPassword")
    form.required("currentPassword", "newPassword")
    if form.is_good():
        payload = the_visitor().ask("change_password", input=dict(form.values)).required("changePassword")
        form.take(payload["userErrors"])
    if not form.is_good():
        return _page(password_form=form), 422
    return _log_in_again(form.values["newPassword"])


def _log_in_again(password: str) -> ResponseReturnValue:
    visitor = the_visitor()
    name = visitor.name
    visitor.sign_out()
    flash("Your password is changed. All other devices are logged out.", "good")
    try:
        payload = visitor.ask("log_in", input={"name": name, "password": password}).required("logIn")
    except GatewayError:
        payload = None
    if not payload or not payload["session"] or not payload["user"]:
        return redirect(url_for("sessions.log_in", next=url_for("account.account")), 303)
    visitor.sign_in(payload["session"], payload["user"])
    flash("Your password is changed. All other devices are logged out.", "good")
    return redirect(url_for("account.account"), 303)


def _page(phone_form: Form | None = None, password_form: Form | None = None) -> str:
    viewer = the_visitor().ask("account").required("viewer")
    if viewer:
        the_visitor().remember(viewer)
    phone_form = phone_form or Form({"phone": (viewer or {}).get("phone") or ""})
    return render_template(
        "account.html", viewer=viewer, phone_form=phone_form, password_form=password_form or Form()
    )
