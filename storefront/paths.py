"""Addresses that a visitor may be sent on to."""

from urllib.parse import urlsplit

from flask import request


def own_path(text: str | None, default: str = "/") -> str:
    """The text if it is a path of this shop, else the default: a link must not lead out of it unnoticed."""
    if not text or not text.startswith("/") or text.startswith("//"):
        return default
    # Browsers read a backslash as a slash, and leave out tabs and line ends.
    if "\\" in text or any(ord(character) < 33 or ord(character) == 127 for character in text):
        return default
    parts = urlsplit(text)
    return default if parts.scheme or parts.netloc else text


def this_path() -> str:
    """The path and query that are being asked for."""
    return request.full_path if request.query_string else request.path
