"""What the stand-in gateway knows, and the switches that tests turn."""

import csv
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.support.processes import REPOSITORY

DEMO_ITEMS = REPOSITORY / "inventory_service" / "demo" / "items.csv"
PASSWORD = "a long enough password"

Row = dict[str, Any]


@dataclass
class World:
    """A small shop. Rows have the names of the API; `Anna Baker` may sell, `Brian Cooper` only buys."""

    inventory_is_away: bool = False
    users_are_away: bool = False
    is_rate_limited: bool = False
    guessed_at: set[str] = field(default_factory=set)
    answers_after_s: float = 0
    drips: bool = False
    loses_answers_to: set[str] = field(default_factory=set)
    expires_in_s: int = 600
    users: dict[str, Row] = field(default_factory=dict)
    items: dict[str, Row] = field(default_factory=dict)
    reservations: list[Row] = field(default_factory=list)
    access_tokens: dict[str, str] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    spent_tokens: dict[str, str] = field(default_factory=dict)
    kept_answers: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.anna = self.add_user("Anna Baker", "SELLER")
        self.brian = self.add_user("Brian Cooper")

    def add_user(self, name: str, *roles: str) -> Row:
        """Somebody with the usual password."""
        user: Row = {
            "id": _id("usr"),
            "name": name,
            "phone": "9000000001",
            "email": None,
            "since": "2021-04-17T18:22:41Z",
            "roles": ["CUSTOMER", *roles],
            "password": PASSWORD,
        }
        self.users[user["id"]] = user
        return user

    def add_item(self, seller: Row, sku: str, name: str, **members: Any) -> Row:
        """An item of the seller, ten in stock unless said."""
        item = {
            "id": _id("itm"),
            "sku": sku,
            "name": name,
            "description": None,
            "amount": "24.50",
            "quantity": 10,
            "reserved": 0,
            "seller": seller["id"],
            **members,
        }
        self.items[item["id"]] = item
        return item

    def stock_demo_items(self, most: int = 1000) -> None:
        """Items of the demo, with their sellers."""
        with DEMO_ITEMS.open(encoding="utf-8", newline="") as lines:
            for row in list(csv.DictReader(lines))[:most]:
                seller = self.user_named(row["seller"]) or self.add_user(row["seller"], "SELLER")
                members = {"description": row["description"], "amount": row["amount"]}
                self.add_item(seller, row["sku"], row["name"], quantity=int(row["quantity"]), **members)

    def hold(self, user: Row, item: Row, quantity: int) -> Row:
        """A reservation for a quarter of an hour."""
        now = datetime.now(UTC)
        reservation = {
            "id": _id("rsv"),
            "user": user["id"],
            "item": item["id"],
            "quantity": quantity,
            "status": "HELD",
            "createdAt": _instant(now),
            "expiresAt": _instant(now + timedelta(minutes=15)),
        }
        item["reserved"] += quantity
        self.reservations.insert(0, reservation)
        return reservation

    def user_named(self, name: str) -> Row | None:
        """Names are the same whatever the case."""
        return next((user for user in self.users.values() if user["name"].lower() == name.lower()), None)

    def item_with(self, sku: str) -> Row | None:
        """The item of this sku."""
        return next((item for item in self.items.values() if item["sku"] == sku), None)

    def new_session(self, user_id: str) -> Row:
        """Tokens for the user."""
        access, refresh = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        self.access_tokens[access] = user_id
        self.refresh_tokens[refresh] = user_id
        return {
            "accessToken": access,
            "refreshToken": refresh,
            "expiresIn": self.expires_in_s,
            "tokenType": "Bearer",
        }

    def end_sessions_of(self, user_id: str) -> None:
        """No token of the user is taken any more."""
        for tokens in (self.access_tokens, self.refresh_tokens):
            for token in [token for token, owner in tokens.items() if owner == user_id]:
                del tokens[token]

    def items_like(self, seller_id: str | None, search: str | None, in_stock: bool | None) -> list[Row]:
        """Items that match everything that is asked for."""
        words = (search or "").lower()
        return [
            item
            for item in self.items.values()
            if (seller_id is None or item["seller"] == seller_id)
            and words in f"{item['name']} {item['description'] or ''}".lower()
            and (not in_stock or item["quantity"] > item["reserved"])
        ]


def sorted_items(items: list[Row], order: str) -> list[Row]:
    """In one of the orders of the API."""
    if order.startswith("PRICE"):
        return sorted(items, key=lambda item: Decimal(item["amount"]), reverse=order.endswith("DESC"))
    return sorted(items, key=lambda item: item["name"].lower(), reverse=order.endswith("DESC"))


def _id(prefix: str) -> str:
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return f"{prefix}_0" + "".join(secrets.choice(letters) for _ in range(25))


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
