"""The tables of the shop: sellers, items, reservations, and the feed of events.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OPTIONS = {"engine": "InnoDB", "charset": "utf8mb4", "collate": "utf8mb4_bin"}
_MYSQL = {f"{kind}_{name}": value for kind in ("mysql", "mariadb") for name, value in _OPTIONS.items()}
_INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def _text(length):
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade():
    op.create_table(
        "event_positions",
        sa.Column("feed", _text(30), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("feed"),
        comment="The position given last; its row lock, kept until commit, makes the order of commits.",
        **_MYSQL,
    )
    op.create_table(
        "events",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", _text(30), nullable=False),
        sa.Column("kind", _text(40), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("user_id", _text(30), nullable=True),
        sa.Column("item_id", _text(30), nullable=True),
        sa.Column("detail", _text(500), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id"),
        **_MYSQL,
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(length=16777216), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "sellers",
        sa.Column("id", _text(30), nullable=False),
        sa.Column("known_since", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="Users whom user_service has confirmed once, so that no read asks it.",
        **_MYSQL,
    )
    op.create_table(
        "items",
        sa.Column("id", _text(30), nullable=False),
        sa.Column("sku", _text(64), nullable=False),
        sa.Column("name", _text(120), nullable=False),
        sa.Column(
            "name_key", _text(360), nullable=False, comment="The name without letter case: sorted, searched."
        ),
        sa.Column("description", _text(2000), nullable=True),
        sa.Column("description_key", _text(6000), nullable=False, comment="The description, searched."),
        sa.Column("price_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", _text(3), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("seller_id", _text(30), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.CheckConstraint("price_minor_units >= 0", name="ck_items_price"),
        sa.CheckConstraint("quantity >= 0", name="ck_items_quantity"),
        sa.CheckConstraint("reserved <= quantity", name="ck_items_not_oversold"),
        sa.CheckConstraint("reserved >= 0", name="ck_items_reserved"),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name="fk_items_seller"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sku"),
        **_MYSQL,
    )
    op.create_index("ix_items_name", "items", ["name_key", "id"], unique=False)
    op.create_index("ix_items_price", "items", ["price_minor_units", "id"], unique=False)
    op.create_index("ix_items_seller_name", "items", ["seller_id", "name_key", "id"], unique=False)
    op.create_index("ix_items_seller_newest", "items", ["seller_id", "id"], unique=False)
    op.create_index("ix_items_seller_price", "items", ["seller_id", "price_minor_units", "id"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("id", _text(30), nullable=False),
        sa.Column("item_id", _text(30), nullable=False),
        sa.Column("user_id", _text(30), nullable=False),
        sa.Column("seller_id", _text(30), nullable=False, comment="The item's, who never changes."),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("status", _text(16), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "status IN ('HELD', 'RELEASED', 'FULFILLED', 'EXPIRED')", name="ck_reservations_status"
        ),
        sa.CheckConstraint("quantity >= 1", name="ck_reservations_quantity"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_reservations_item"),
        sa.PrimaryKeyConstraint("id"),
        **_MYSQL,
    )
    op.create_index("ix_reservations_due", "reservations", ["status", "expires_at"], unique=False)
    op.create_index("ix_reservations_item", "reservations", ["item_id", "id"], unique=False)
    op.create_index("ix_reservations_seller", "reservations", ["seller_id", "id"], unique=False)
    op.create_index("ix_reservations_user", "reservations", ["user_id", "id"], unique=False)

    feeds = sa.table("event_positions", sa.column("feed"), sa.column("last"))
    op.bulk_insert(feeds, [{"feed": "inventory", "last": 0}])


def downgrade():
    for table in ("reservations", "items", "sellers", "idempotency_keys", "events", "event_positions"):
        op.drop_table(table)
