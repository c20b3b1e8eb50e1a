"""The migrations make what the code expects, and can be undone."""

from collections.abc import Sequence

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from inventory_service.app import MIGRATIONS
from inventory_service.db import metadata
from inventory_service.rest.database import Database

# Only PostgreSQL has these two, which is why the tables do not name them.
ONLY_POSTGRESQL = {"ix_items_name_part", "ix_items_description_part"}
# MariaDB takes the next larger of its four sizes.
ROUNDED_UP = ("idempotency_keys", "body")


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    # Changes of a column come as a list of their own.
    changes = [change for part in found for change in (part if isinstance(part, list) else [part])]
    return [change for change in changes if not is_expected(change)]


def is_expected(change: Sequence[object]) -> bool:
    return change[2:4] == ROUNDED_UP or getattr(change[1], "name", None) in ONLY_POSTGRESQL


def test_a_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    database = Database(database_url, MIGRATIONS)
    try:
        assert not database.is_current()

        database.upgrade()

        assert database.is_current()
        assert differences(database.engine) == []
    finally:
        database.close()


def test_migrations_can_be_undone(database_url: str) -> None:
    database = Database(database_url, MIGRATIONS)
    try:
        database.upgrade()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with database.write() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "base")

        assert inspect(database.engine).get_table_names() == ["alembic_version"]
    finally:
        database.close()
