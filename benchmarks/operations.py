"""What is asked of every gateway, and what each must answer."""

from dataclasses import dataclass
from typing import Any

from benchmarks.rows import ITEMS, USERS

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, its one right answer, and how many upstream calls it takes where they are batched."""

    name: str
    about: str
    query: str
    data: dict[str, Any]
    calls: int


def _item(row: dict[str, Any]) -> dict[str, Any]:
    asked = {name: row[name] for name in ("id", "name", "price", "available")}
    seller = next(user for user in USERS if user["id"] == row["seller_id"])
    return asked | {"seller": {"id": seller["id"], "name": seller["name"]}}


NESTED = Operation(
    "nested",
    "100 items with their 10 sellers",
    "{ items(first: 100) { totalCount nodes "
    "{ id name price { amount currency } available seller { id name } } } }",
    {"items": {"totalCount": len(ITEMS), "nodes": [_item(row) for row in ITEMS]}},
    calls=2,
)
FLAT = Operation(
    "flat",
    "one field of 100 items",
    "{ items(first: 100) { nodes { name } } }",
    {"items": {"nodes": [{"name": row["name"]} for row in ITEMS]}},
    calls=1,
)
CONSTANT = Operation("constant", "no call", "{ version }", {"version": VERSION}, calls=0)

OPERATIONS = (NESTED, FLAT, CONSTANT)
