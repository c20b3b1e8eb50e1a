"""The database: one engine, write and read transactions, and whether its schema is current."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL

from . import schema

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_CONNECT_TIMEOUT_S = 5
_BUSY_TIMEOUT_MS = 5000
_BUSY_PAUSE_S = 0.01
# Each connection has a cache of its own, 2 MiB as a rule, which a growing database fills; the system keeps pages, too.
_SQLITE_CACHE_KIB = 256
# Statements kept by each connection: 128 are usual, and a list of keys is another statement for each length.
_SQLITE_STATEMENTS = 32
_LOCK_WAIT_S = 5
_POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 5, "pool_pre_ping": True, "pool_recycle": 1800}


class Database:
    """`url` as in DATABASE_URL; `migrations` is the service's Alembic directory."""

    def __init__(self, url: str, migrations: Path) -> None:
        self.engine = engine(url)
        self._migrations = migrations
        self._is_current = False

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed at the end, rolled back on any exception."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that must not write."""
        options = {"read_only": True, "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    def ping(self) -> None:
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def upgrade(self) -> None:
        """Brings the schema to its newest version."""
        with self.write() as connection:
            schema.upgrade(connection, self._migrations)

    def is_current(self) -> bool:
        """Whether every migration has been applied; once true it is not asked again."""
        if not self._is_current:
            with self.read() as connection:
                self._is_current = schema.is_current(connection, self._migrations)
        return self._is_current

    def close(self) -> None:
        self.engine.dispose()


def engine(address: str) -> Engine:
    url = make_url(address)
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    timeouts: dict[str, Any] = {"connect_timeout": _CONNECT_TIMEOUT_S}
    if url.get_backend_name() in ("mysql", "mariadb"):
        timeouts["init_command"] = f"SET SESSION innodb_lock_wait_timeout = {_LOCK_WAIT_S}"
    return create_engine(
        url, isolation_level="READ COMMITTED", hide_parameters=True, connect_args=timeouts, **_POOL
    )


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(
        url, hide_parameters=True, connect_args={"cached_statements": _SQLITE_STATEMENTS}, **_POOL
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own; SQLAlchemy's `begin` event does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE_KIB}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Keep a write-ahead log. SQLite waits for locks, but not for that of another process that changes a new file over."""
    give_up_at = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(_BUSY_PAUSE_S)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer half-way fails instead of waiting.
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
