"""Transactions in SQL: the one adapter of the store's port."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from .repository import Store, Work
from .rest.database import Database
from .sql_attempts import SqlAttempts
from .sql_journal import SqlJournal
from .sql_sessions import SqlSessions
from .sql_users import SqlUsers


class SqlStore(Store):
    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def read(self) -> Iterator[Work]:
        with self._database.read() as connection:
            yield _work(connection)

    @contextmanager
    def write(self) -> Iterator[Work]:
        with self._database.write() as connection:
            yield _work(connection)


def _work(connection: Connection) -> Work:
    return Work(
        SqlUsers(connection), SqlSessions(connection), SqlAttempts(connection), SqlJournal(connection)
    )
