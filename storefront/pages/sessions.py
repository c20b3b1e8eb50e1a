"""Signing up, logging in and out."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.forms import Form
from storefront.paths import own_path
from storefront.visitor import the_visitor

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    """The form of someone new."""
    return _form_or_home("sign_up.html")


@blueprint.post("/sign-up")
def send_sign_up() -> ResponseReturnValue:
    """Sign up, and be logged in with it."""
    form = Form.sent("name", "phone", "email", "password")
    form.required("name", "phone", "password")
    if not form.is_good():
        return _again("sign_up.html", form)
    wanted = {**form.values, "email": form.values["email"] or None}
    payload = the_visitor().ask("sign_up", input=wanted).required("signUp")
    if payload["userErrors"]:
        form.take(payload["userErrors"])
        return _again("sign_up.html", form)
    return _welcome(payload, f"Welcome, {form.values['name']}.")


@blueprint.get("/log-in")
def log_in() -> ResponseReturnValue:
    """The form of someone known."""
    return _form_or_home("log_in.html")


@blueprint.post("/log-in")
def send_log_in() -> ResponseReturnValue:
    """Log in, and go where `next` says."""
    form = Form.sent("name", "password")
    form.required("name", "password")
    if not form.is_good():
        return _again("log_in.html", form)
    payload = the_visitor().ask("log_in", input=dict(form.values)).required("logIn")
    if payload["userErrors"]:
        form.take({**complaint, "field": None} for complaint in payload["userErrors"])
        return _again("log_in.html", form)
    return _welcome(payload, f"Welcome back, {form.values['name']}.")


@blueprint.post("/log-out")
def log_out() -> ResponseReturnValue:
    """End the session, here and at the gateway."""
    the_visitor().log_out()
    flash("You are logged out.", "note")
    return redirect(url_for("catalogue.catalogue"), 303)


def _form_or_home(template: str) -> ResponseReturnValue:
    if the_visitor().is_signed_in:
        return redirect(_next(), 303)
    return render_template(template, form=Form(), next=_next())


def _again(template: str, form: Form) -> ResponseReturnValue:
    return render_template(template, form=form, next=_next()), 422


def _welcome(payload: Mapping[str, Any], greeting: str) -> ResponseReturnValue:
    """Into the shop with the new session. Without one, as after a sign-up half done, to the log-in page."""
    if not payload["session"] or not payload["user"]:
        flash("Please log in now.", "note")
        return redirect(url_for("sessions.log_in", next=_next()), 303)
    the_visitor().sign_in(payload["session"], payload["user"])
    flash(greeting, "good")
    return redirect(_next(), 303)


def _next() -> str:
    return own_path(request.values.get("next"))
