"""Alembic, used as a library: a service's `migrations/env.py` is a call of `run`."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def upgrade(connection: Connection, migrations: Path) -> None:
    config = _config(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_current(connection: Connection, migrations: Path) -> bool:
    wanted = set(ScriptDirectory.from_config(_config(migrations)).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == wanted


def run(metadata: MetaData) -> None:
    """What `migrations/env.py` does when Alembic loads it."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()
