"""What a visitor reads when a page cannot be shown."""

import logging
from dataclasses import dataclass

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from storefront.csrf import StaleFormError
from storefront.errors import GatewayError, SessionEndedError
from storefront.paths import this_path

from .signed_in import to_log_in

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ErrorPage:
    """Status and words of a page that is shown in another's place."""

    status: int
    heading: str
    text: str


STALE_FORM = ErrorPage(
    400,
    "That form was too old",
    "It was made for another session, perhaps before you logged in. Nothing was changed. Go back, load the "
    "page again and send the form once more.",
)
OF_STATUS = {
    page.status: page
    for page in (
        ErrorPage(
            400,
            "We did not understand that",
            "Something in the address or the form was not as the shop made it.",
        ),
        ErrorPage(
            403,
            "This is not yours to open",
            "Your account may not see or do this. Sellers see it once the shop has made them one.",
        ),
        ErrorPage(
            404,
            "Nothing on this shelf",
            "The page you asked for is not here. It may have been sold, moved, or mistyped.",
        ),
        ErrorPage(405, "That does not work here", "This page cannot be asked for in that way."),
        ErrorPage(413, "That is too much", "What you sent is larger than any form of this shop."),
        ErrorPage(429, "One moment, please", "Many requests came at once. Wait a little, then try again."),
        ErrorPage(
            500, "We dropped something", "The mistake is ours and has been noted. Try again in a moment."
        ),
        ErrorPage(
            503,
            "The shop is closed for a moment",
            "Part of the shop does not answer right now. It usually comes back by itself within a minute.",
        ),
        ErrorPage(
            504,
            "That took too long",
            "The shop did not answer in time. If you changed something, look whether it happened first.",
        ),
    )
}
STATUS_OF_CODE = {
    "BAD_USER_INPUT": 400,
    "FORBIDDEN": 403,
    "REQUEST_RATE_LIMITED": 429,
    "GATEWAY_AWAY": 503,
    "KEYS_UNAVAILABLE": 503,
    "UPSTREAM_INVALID_RESPONSE": 503,
    "DOWNSTREAM_SERVICE_ERROR": 503,
    "GATEWAY_TIMEOUT": 504,
    "OUTCOME_UNKNOWN": 504,
}


def register(app: Flask) -> None:
    """Answer every failure of the app with a page."""
    app.register_error_handler(SessionEndedError, _sign_in_again)
    app.register_error_handler(GatewayError, _gateway_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _mistake)


def _sign_in_again(_: SessionEndedError) -> ResponseReturnValue:
    """The session is over: what is open to strangers is shown again, everything else asks to log in."""
    if request.method == "GET":
        flash("Your session has ended.", "note")
        return redirect(this_path(), 303)
    return to_log_in()


def _gateway_error(error: GatewayError) -> ResponseReturnValue:
    if error.code == "UNAUTHENTICATED":
        return to_log_in()
    status = STATUS_OF_CODE.get(error.code, 500)
    log.log(logging.ERROR if status == 500 else logging.WARNING, "The gateway answered %s", error.code)
    retry_after = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}
    return _page(OF_STATUS[status], retry_after)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    page = OF_STATUS.get(error.code, OF_STATUS[500 if error.code >= 500 else 400])
    if isinstance(error, StaleFormError):
        page = STALE_FORM
    allow = {name: value for name, value in error.get_headers() if name == "Allow"}
    return _page(page, allow)


def _mistake(error: Exception) -> ResponseReturnValue:
    log.error("Unhandled error", exc_info=error)
    return _page(OF_STATUS[500], {})


def _page(page: ErrorPage, headers: dict[str, str]) -> ResponseReturnValue:
    return render_template("error.html", page=page), page.status, headers
