"""/openapi.json, and /docs: Swagger UI from our own origin, under a strict content security policy."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.utils import send_file

from . import caching
from .answers import Answer
from .failures import response_of
from .problems import Problem

# Put there at build time from the npm package swagger-ui-dist; not part of the repository.
ASSETS = Path(__file__).parent / "docs_assets"
_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>API documentation</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", validatorUrl: null, deepLinking: true });
"""
_ABSENT = """The page's files are not here yet. Get them with:

    make assets

The API is described at /openapi.json all the same.
"""


def install(app: Flask, document: dict[str, Any]) -> None:
    @app.get("/openapi.json", provide_automatic_options=False)
    def openapi() -> Response:
        response = response_of(Answer(document, 200, cache="public, max-age=60"))
        caching.tag(response, request.if_none_match)
        return response

    @app.get("/docs", provide_automatic_options=False)
    def page() -> Response:
        if not all((ASSETS / name).is_file() for name in _FILES):
            return _text(_ABSENT, "text/plain")
        return _text(_PAGE, "text/html")

    @app.get("/docs/start.js", provide_automatic_options=False)
    def start() -> Response:
        return _text(_START, "text/javascript")

    @app.get("/docs/<name>", provide_automatic_options=False)
    def asset(name: str) -> Response:
        path = ASSETS / name
        if name not in _FILES or not path.is_file():
            raise Problem(404, "NOT_FOUND", "There is nothing at this path.")
        sent = send_file(path, request.environ, mimetype=_FILES[name], max_age=3600)
        return Response(sent.response, sent.status, sent.headers, direct_passthrough=True)


def _text(text: str, media_type: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response
