"""Checks for settings: each answers what is wrong with a value, or None."""

from collections.abc import Callable
from urllib.parse import urlsplit


def url(value: str) -> str | None:
    """An http or https address without a path's end, a query or credentials."""
    try:
        parts = urlsplit(value)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return "must be an http or https address"
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_sound:
        return "must be an http or https address"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "must be an address without credentials, query or fragment"
    return None


def url_or_empty(value: str) -> str | None:
    return url(value) if value else None


def port(value: int) -> str | None:
    return None if 0 < value < 65536 else "must be a port, 1 to 65535"


def positive(value: float) -> str | None:
    return None if value > 0 else "must be more than 0"


def not_empty(value: str) -> str | None:
    return None if value.strip() else "must not be empty"


def one_of(*choices: str) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        return None if value in choices else f"must be one of {', '.join(choices)}"

    return check
