"""The tables: a check for every rule that must hold, an index for every question that is asked."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.types import TypeDecorator, TypeEngine

from .rest.idempotency import idempotency_table

metadata = MetaData()

# Binary collations everywhere: an order by code point, so that a cursor means the same to every database.
_OPTIONS = {"engine": "InnoDB", "charset": "utf8mb4", "collate": "utf8mb4_bin"}
_MYSQL: dict[str, Any] = {
    f"{kind}_{name}": value for kind in ("mysql", "mariadb") for name, value in _OPTIONS.items()
}


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC, stored without its offset, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return DATETIME(fsp=6) if dialect.name in ("mysql", "mariadb") else DateTime()

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _text(length: int) -> TypeEngine[str]:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


sellers = Table(
    "sellers",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column("known_since", Instant, nullable=False),
    comment="Users whom user_service has confirmed once, so that no read asks it.",
    **_MYSQL,
)

items = Table(
    "items",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column("sku", _text(64), nullable=False, unique=True),
    Column("name", _text(120), nullable=False),
    Column("name_key", _text(360), nullable=False, comment="The name without letter case: sorted, searched."),
    Column("description", _text(2000)),
    Column("description_key", _text(6000), nullable=False, comment="The description, searched."),
    Column("price_minor_units", BigInteger, nullable=False),
    Column("currency", _text(3), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("reserved", Integer, nullable=False),
    Column("seller_id", _text(30), ForeignKey("sellers.id", name="fk_items_seller"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("price_minor_units >= 0", name="ck_items_price"),
    CheckConstraint("quantity >= 0", name="ck_items_quantity"),
    CheckConstraint("reserved >= 0", name="ck_items_reserved"),
    CheckConstraint("reserved <= quantity", name="ck_items_not_oversold"),
    **_MYSQL,
)
Index("ix_items_name", items.c.name_key, items.c.id)
Index("ix_items_price", items.c.price_minor_units, items.c.id)
Index("ix_items_seller_name", items.c.seller_id, items.c.name_key, items.c.id)
Index("ix_items_seller_price", items.c.seller_id, items.c.price_minor_units, items.c.id)
Index("ix_items_seller_newest", items.c.seller_id, items.c.id)

reservations = Table(
    "reservations",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column("item_id", _text(30), ForeignKey("items.id", name="fk_reservations_item"), nullable=False),
    Column("user_id", _text(30), nullable=False),
    Column("seller_id", _text(30), nullable=False, comment="The item's, who never changes."),
    Column("quantity", Integer, nullable=False),
    Column("status", _text(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    CheckConstraint("quantity >= 1", name="ck_reservations_quantity"),
    CheckConstraint(
        "status IN ('HELD', 'RELEASED', 'FULFILLED', 'EXPIRED')",
        name="ck_reservations_status",
    ),
    **_MYSQL,
)
Index("ix_reservations_item", reservations.c.item_id, reservations.c.id)
Index("ix_reservations_user", reservations.c.user_id, reservations.c.id)
Index("ix_reservations_seller", reservations.c.seller_id, reservations.c.id)
Index("ix_reservations_due", reservations.c.status, reservations.c.expires_at)

events = Table(
    "events",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", _text(30), nullable=False, unique=True),
    Column("kind", _text(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("user_id", _text(30)),
    Column("item_id", _text(30)),
    Column("detail", _text(500), nullable=False),
    **_MYSQL,
)

event_positions = Table(
    "event_positions",
    metadata,
    Column("feed", _text(30), primary_key=True),
    Column("last", BigInteger, nullable=False),
    comment="The position given last; its row lock, kept until commit, makes the order of commits.",
    **_MYSQL,
)

idempotency_keys = idempotency_table(metadata)
