"""Checks for settings: each answers what is wrong, or None; a value that may be secret is not repeated."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit


def url(value: str) -> str | None:
    """An http or https address without a query, a fragment or credentials."""
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        return "must be an http or https address"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "must be an address without credentials, query or fragment"
    return None


def url_or_empty(value: str) -> str | None:
    return url(value) if value else None


def database_url(value: str) -> str | None:
    if re.match(r"(sqlite|postgres|postgresql|mysql|mariadb)(\+[a-z]+)?://", value):
        return None
    return "must begin with sqlite://, postgresql://, mysql:// or mariadb://"


def port(value: int) -> str | None:
    return None if 0 < value < 65536 else f"must be a port, 1 to 65535, not {value}"


def positive(value: float) -> str | None:
    return None if value > 0 else f"must be more than 0, not {value}"


def not_negative(value: float) -> str | None:
    return None if value >= 0 else f"must be 0 or more, not {value}"


def not_empty(value: str) -> str | None:
    return None if value.strip() else "must not be empty"


def one_of(*choices: str) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        return None if value in choices else f"must be one of {', '.join(choices)}, not {value!r}"

    return check
