"""Pages by cursor, forwards and back: the address remembers the cursors that led to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

# A longer trail would make addresses too long; further back begins at the first page.
LONGEST_TRAIL = 20
LONGEST_CURSOR = 500


@dataclass(frozen=True)
class Pager:
    """Addresses of the pages around this one, None where there is none."""

    first: str | None
    previous: str | None
    next: str | None


def asked_cursor() -> str | None:
    """The position that the page begins behind; None for the first page."""
    return request.args.get("after", "")[:LONGEST_CURSOR] or None


def pager(page_info: Mapping[str, Any]) -> Pager:
    """The pages around the one that is asked for, every other parameter kept."""
    after, trail = asked_cursor(), request.args.getlist("trail")
    kept = MultiDict((name, value) for name, value in request.args.items(multi=True) if value)
    for name in ("after", "trail"):
        kept.poplist(name)
    forward = [*trail, after][-LONGEST_TRAIL:] if after else []
    return Pager(
        first=_address(kept, None, []) if after else None,
        previous=_address(kept, trail[-1] if trail else None, trail[:-1]) if after else None,
        next=_address(kept, page_info["endCursor"], forward) if page_info["hasNextPage"] else None,
    )


def _address(kept: MultiDict[str, str], after: str | None, trail: list[str]) -> str:
    values: dict[str, Any] = {**(request.view_args or {}), **kept.to_dict(flat=False)}
    return url_for(str(request.endpoint), **values, after=after, trail=trail)
