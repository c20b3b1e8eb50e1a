"""Log-ins that failed of late, so that guessing passwords is limited however many processes serve.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MYSQL = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}


def text(length):
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade():
    op.create_table(
        "login_attempts",
        sa.Column("id", text(30), primary_key=True),
        sa.Column(
            "name_hash", text(64), nullable=False, comment="SHA-256: what was typed as a name may be a password."
        ),
        sa.Column("address", text(64), nullable=False),
        sa.Column("at", sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb"), nullable=False),
        **MYSQL,
    )
    op.create_index("ix_login_attempts_name", "login_attempts", ["name_hash", "at"])
    op.create_index("ix_login_attempts_address", "login_attempts", ["address", "at"])
    op.create_index("ix_login_attempts_at", "login_attempts", ["at"])


def downgrade():
    op.drop_table("login_attempts")
