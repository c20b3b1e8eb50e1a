"""A signed token (compact JWS, RFC 7515) taken apart strictly. Nothing that it says is believed here."""

import base64
import json
import re
from typing import Any, NamedTuple, NoReturn

from gateway.errors import InvalidToken

#: Three parts: encrypted tokens have five, and those without a signature end with a dot.
_COMPACT = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}")
_LATEST = 2**53

Object = dict[str, Any]


class Parts(NamedTuple):
    """What the token says of itself, and what it claims."""

    header: Object
    claims: Object


def take_apart(token: str) -> Parts:
    """The parts of a token that is written in the one way there is.

    Raises:
        InvalidToken: it is not.
    """
    if not _COMPACT.fullmatch(token):
        raise InvalidToken(detail="not a signed token in compact form")
    header, claims, signature = token.split(".")
    try:
        _decoded(signature)
        return Parts(_object(header), _object(claims))
    except (ValueError, RecursionError):
        raise InvalidToken(detail="a part of the token is not what it should be") from None


def is_time(value: object) -> bool:
    """Whether a claim is a NumericDate (RFC 7519, 2) that somebody can mean."""
    return type(value) in (int, float) and 0 <= value < _LATEST  # type: ignore[operator]


def _decoded(part: str) -> bytes:
    data = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    # The last character may hold bits that mean nothing: a token must not be writable in several ways.
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != part:
        raise ValueError("not canonical")
    return data


def _object(part: str) -> Object:
    read = json.loads(_decoded(part).decode(), object_pairs_hook=_unique, parse_constant=_no_number)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _unique(pairs: list[tuple[str, Any]]) -> Object:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member twice")
    return members


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
