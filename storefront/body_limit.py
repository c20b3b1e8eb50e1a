"""No request body is larger than MAX_BODY_BYTES, whether its length is announced or not."""

from io import BytesIO

from flask import abort, current_app, request


def limit_body() -> None:
    """Before every request: refuse with 413 what is too large."""
    longest: int = current_app.config["MAX_CONTENT_LENGTH"]
    environ = request.environ
    if environ.get("CONTENT_LENGTH"):
        if (request.content_length or 0) > longest:
            abort(413)
        return
    if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return
    # Werkzeug would cut a chunked body off at the limit without a word.
    body = environ["wsgi.input"].read(longest + 1)
    if len(body) > longest:
        abort(413)
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
