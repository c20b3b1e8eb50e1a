"""Users, their sessions, the outbox and the journal.

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

MYSQL = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}


def text(length):
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def instant():
    return sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", text(30), primary_key=True),
        sa.Column("name", text(32), nullable=False),
        sa.Column(
            "name_key", text(96), nullable=False, comment="The name without letter case: unique, sorted."
        ),
        sa.Column("phone", sa.BigInteger, nullable=False),
        sa.Column("email", text(254)),
        sa.Column("password_hash", text(255), nullable=False),
        sa.Column(
            "roles", sa.Integer, nullable=False, comment="A sum of 1 CUSTOMER, 2 SELLER, 4 CLERK, 8 ADMIN."
        ),
        sa.Column("since", instant(), nullable=False),
        sa.CheckConstraint("phone >= 9000000000", name="ck_users_phone"),
        **MYSQL,
    )
    op.create_index("ux_users_name_key", "users", ["name_key"], unique=True)

    op.create_table(
        "session_families",
        sa.Column("id", text(30), primary_key=True),
        sa.Column(
            "user_id", text(30), sa.ForeignKey("users.id", name="fk_session_families_user"), nullable=False
        ),
        sa.Column("expires_at", instant(), nullable=False, comment="When its youngest token ends."),
        sa.Column("revoked_at", instant()),
        **MYSQL,
    )
    op.create_index("ix_session_families_user", "session_families", ["user_id"])
    op.create_index("ix_session_families_expires", "session_families", ["expires_at"])

    op.create_table(
        "refresh_tokens",
        sa.Column(
            "token_hash", text(64), primary_key=True, comment="SHA-256: the token itself is nowhere."
        ),
        sa.Column(
            "family_id",
            text(30),
            sa.ForeignKey("session_families.id", name="fk_refresh_tokens_family", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("expires_at", instant(), nullable=False),
        sa.Column("spent_at", instant()),
        **MYSQL,
    )
    op.create_index("ix_refresh_tokens_family", "refresh_tokens", ["family_id"])

    op.create_table(
        "outbox",
        sa.Column("id", text(30), primary_key=True, comment="Sorts by time."),
        sa.Column("kind", text(40), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("user_id", text(30)),
        sa.Column("item_id", text(30)),
        sa.Column("detail", text(500), nullable=False),
        comment="Events written with what they tell of, until they are in the journal.",
        **MYSQL,
    )
    op.create_table(
        "journal",
        sa.Column("id", text(30), primary_key=True),
        sa.Column("event_id", text(64), nullable=False, comment="No event is told twice."),
        sa.Column("kind", text(40), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("user_id", text(30)),
        sa.Column("item_id", text(30)),
        sa.Column("detail", text(500), nullable=False),
        **MYSQL,
    )
    op.create_index("ux_journal_event", "journal", ["event_id"], unique=True)
    op.create_index("ix_journal_at", "journal", ["at", "id"])
    op.create_index("ix_journal_user", "journal", ["user_id", "at", "id"])

    feeds = op.create_table(
        "feeds",
        sa.Column("name", text(30), primary_key=True),
        sa.Column(
            "position", sa.BigInteger, nullable=False, comment="The last event that is in the journal."
        ),
        **MYSQL,
    )
    op.bulk_insert(feeds, [{"name": "inventory_service", "position": 0}])


def downgrade():
    for table in ("feeds", "journal", "outbox", "refresh_tokens", "session_families", "users"):
        op.drop_table(table)
