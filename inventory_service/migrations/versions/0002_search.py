"""Where PostgreSQL has trigrams, an index that finds a part of a name or description.

The search is the same without it, by reading every item: so it is on SQLite, MySQL and MariaDB, and on a PostgreSQL
without the extension `pg_trgm`.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES = {"ix_items_name_part": "name_key", "ix_items_description_part": "description_key"}


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name != "postgresql" or not _has_trigrams(connection):
        return
    for index, column in _INDEXES.items():
        op.execute(f"CREATE INDEX {index} ON items USING gin ({column} gin_trgm_ops)")


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for index in _INDEXES:
            op.execute(f"DROP INDEX IF EXISTS {index}")


def _has_trigrams(connection):
    available = sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
    if connection.execute(available).first() is None:
        return False
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except sa.exc.ProgrammingError:
        # The role may not create extensions, and none made it beforehand.
        return False
    return True
