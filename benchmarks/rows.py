"""The data behind every gateway: 100 items of 10 sellers, rows as the shop's services answer them."""

from pathlib import Path
from typing import Any

import msgspec

Row = dict[str, Any]

SELLERS = 10
ROWS = 100
WHEN = "2026-01-02T03:04:05Z"


def identifier(prefix: str, number: int) -> str:
    """An id as the shop's collections want it."""
    return f"{prefix}_01kaj7w6h1e2br6kfc2kzq{number:04d}"


def _user(number: int) -> Row:
    return {
        "id": identifier("usr", number),
        "name": f"Seller number {number}",
        "since": WHEN,
        "roles": ["SELLER"],
    }


def _item(number: int) -> Row:
    return {
        "id": identifier("itm", number),
        "sku": f"CER-{number:04d}",
        "name": f"Tall water tumbler, ash glaze, no. {number}",
        "description": "Thrown thin in grey stoneware, dipped in an ash glaze that breaks to amber at the rim.",
        "price": {"amount": f"{18 + number % 40}.50", "currency": "EUR"},
        "quantity": 64 + number,
        "reserved": number % 7,
        "available": 64 + number - number % 7,
        "seller_id": identifier("usr", number % SELLERS),
        "created_at": WHEN,
        "updated_at": WHEN,
        "cursor": f"WyJ0YWxsIHdhdGVyIHR1bWJsZXIiLCAi{number:04d}Il0",
    }


USERS = [_user(number) for number in range(SELLERS)]
ITEMS = [_item(number) for number in range(ROWS)]

#: What the shop's services send beside the members that the operations need.
NOT_ASKED = {
    "sku",
    "description",
    "quantity",
    "reserved",
    "created_at",
    "updated_at",
    "cursor",
    "since",
    "roles",
}


def page(items: list[Row]) -> Row:
    """A root page that ends there."""
    return {"items": items, "next": None, "total": len(items)}


def write(folder: Path, *, lean: bool) -> int:
    """Write what the upstream answers; `lean`: without what nobody asks for. Gives the size of a page, in bytes."""
    left_out = NOT_ASKED if lean else set()
    users = [_without(row, left_out) for row in USERS]
    answer = msgspec.json.encode(page([_without(row, left_out) for row in ITEMS]))
    withheld = {} if lean else {"withheld": {row["id"]: ["phone", "email"] for row in users}}
    (folder / "users").mkdir(parents=True, exist_ok=True)
    (folder / "items.json").write_bytes(answer)
    (folder / "users.json").write_bytes(msgspec.json.encode({"items": users, **withheld}))
    for row in users:
        (folder / "users" / row["id"]).write_bytes(msgspec.json.encode(row))
    return len(answer)


def _without(row: Row, left_out: set[str]) -> Row:
    return {name: value for name, value in row.items() if name not in left_out}
