"""What services hold and do wrong, as data that both the services and the oracle read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: What is wrong with every answer of a collection, whatever was asked.
STATUSES = {
    "refused": 403,
    "unknown": 401,
    "gone": 404,
    "busy": 429,
    "broken": 500,
    "late": 504,
    "mistaken": 400,
}
FAULTS = (
    *("down", "slow", "garbled", "bare", "stray", "twice", "overfull", "hole", "miscounted", "unlisted"),
    *STATUSES,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """How a command is refused; `errors`: pointer and code of each member at fault. No `code`: no problem document."""

    status: int
    code: str | None
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Stock:
    """`rows` of each entity; `faults`: entity -> what its service does wrong; `withheld`: id -> members.

    `done`: what a command answers: the members beside `serial`, a problem, or the name of a fault.
    """

    rows: Mapping[str, list[Json]]
    faults: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, list[str]] = field(default_factory=dict)
    done: Json | Problem | str = "down"


def page_of(rows: list[Json], first: int | None, after: int = 0) -> Json:
    """A page of the conventions; the cursor of a row that has none of its own is its place."""
    placed = [{"cursor": f"c{at}", **row} for at, row in enumerate(rows, start=1)]
    items = placed[after:] if first is None else placed[after : after + first]
    end = after + len(items)
    return {"items": items, "next": f"c{end}" if end < len(rows) else None, "total": len(rows)}


def place_of(cursor: str | None) -> int | None:
    """How many rows stand before a page; `None`: the service knows no such cursor."""
    if cursor is None:
        return 0
    return int(cursor[1:]) if cursor[:1] == "c" and cursor[1:].isdigit() else None
