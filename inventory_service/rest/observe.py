"""What happens around every request: its trail, one log line, metrics, and headers on every answer."""

import logging
from urllib.parse import parse_qsl

from flask import Flask, Response, g, request

from .log import say
from .metrics import Metrics
from .tracing import Trail, trail

_QUIET = frozenset({"/livez", "/readyz", "/metrics"})
_MOST_KEYS_LOGGED = 20

# What every answer carries, unless it says otherwise itself (as /docs does).
_FIXED_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def install(app: Flask, metrics: Metrics) -> None:
    @app.before_request
    def begin() -> None:
        g.trail = trail(request.headers)
        metrics.started()

    @app.after_request
    def finish(response: Response) -> Response:
        current: Trail = g.trail
        response.headers["X-Request-Id"] = current.request_id
        if current.traceparent:
            response.headers["traceparent"] = current.traceparent
        for name, value in _FIXED_HEADERS.items():
            response.headers.setdefault(name, value)
        metrics.finished(request, response, current.duration_s)
        _log(response, current)
        return response


def _log(response: Response, current: Trail) -> None:
    say(
        logging.DEBUG if request.path in _QUIET else logging.INFO,
        "request",
        request_id=current.request_id,
        method=request.method,
        path=request.path,
        query_keys=_query_keys(),
        status=response.status_code,
        duration_ms=round(current.duration_s * 1000, 2),
        subject=current.subject,
        **({"traceparent": current.traceparent} if current.traceparent else {}),
    )


def _query_keys() -> list[str]:
    """Names without values, which may be personal."""
    text = request.query_string.decode("ascii", errors="replace")
    names = dict.fromkeys(name for name, _ in parse_qsl(text, keep_blank_values=True))
    return list(names)[:_MOST_KEYS_LOGGED]
