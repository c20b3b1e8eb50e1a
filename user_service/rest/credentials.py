"""Reading the Authorization header."""

import base64
import re
from urllib.parse import unquote_plus

from .callers import ANONYMOUS, BasicCredentials, Caller
from .problems import unauthenticated
from .tokens import TokenVerifier

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
_BASIC = re.compile(r"basic +([A-Za-z0-9+/]+=*)", re.IGNORECASE)


def caller(header: str | None, verifier: TokenVerifier) -> Caller:
    """No header is an anonymous caller; a header that is there must hold one good token.

    Several headers reach us joined by commas, which no token holds.
    """
    if header is None:
        return ANONYMOUS
    match = _BEARER.fullmatch(header.strip())
    if match is None:
        raise unauthenticated("The Authorization header is not one Bearer token.", "invalid_token")
    return verifier.verify(match[1])


def basic(header: str | None) -> BasicCredentials | None:
    """HTTP Basic, both parts form-encoded (RFC 6749 2.3.1); None when there is none that can be read."""
    match = _BASIC.fullmatch((header or "").strip())
    if match is None:
        return None
    try:
        username, colon, password = base64.b64decode(match[1], validate=True).decode().partition(":")
        if not colon:
            return None
        return BasicCredentials(
            unquote_plus(username, errors="strict"), unquote_plus(password, errors="strict")
        )
    except ValueError:
        return None
