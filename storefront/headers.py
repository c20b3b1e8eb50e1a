"""Headers that every answer carries."""

from flask import Response, g, session

from .visitor import TOKENS

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


def secure(response: Response) -> Response:
    """Add what keeps browsers from doing more with our pages than show them."""
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["X-Request-Id"] = g.request_id
    if "Cache-Control" not in headers:
        # Pages of a logged-in visitor must not come back by the Back button after logging out.
        headers["Cache-Control"] = "no-store" if TOKENS in session else "private, no-cache"
    return response
