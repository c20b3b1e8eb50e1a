"""No request body is larger than MAX_BODY_BYTES, whether its length is announced or not."""

from io import BytesIO
from typing import NoReturn

from flask import abort, current_app, request


def limit_body() -> None:
    """Before every request: refuse with 413 what is too large."""
    longest: int = current_app.config["MAX_CONTENT_LENGTH"]
    environ = request.environ
    if environ.get("CONTENT_LENGTH"):
        if (request.content_length or 0) > longest:
            _refuse(longest)
        return
    if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return
    # Werkzeug would cut a chunked body off at the limit without a word.
    body = environ["wsgi.input"].read(longest + 1)
    if len(body) > longest:
        _refuse(longest)
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))


def _refuse(longest: int) -> NoReturn:
    """Read on a while before the answer: one that comes while the browser still sends is lost with the connection."""
    left = longest
    while left > 0 and (part := request.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(part)
    abort(413)
