"""Every form carries a token that only this session's pages know."""

import secrets
from hmac import compare_digest

from flask import request, session
from werkzeug.exceptions import BadRequest

FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class StaleFormError(BadRequest):
    """The form was made for another session, or by another site."""


def csrf_token() -> str:
    """The session's token, made when the first form is rendered."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(32)
    token: str = session[FIELD]
    return token


def check_csrf() -> None:
    """Before every request: a form without this session's token is refused with 400."""
    if request.method in SAFE_METHODS:
        return
    expected = session.get(FIELD, "")
    sent = request.form.get(FIELD, "")
    if not expected or not compare_digest(expected.encode(), sent.encode()):
        raise StaleFormError
