"""Attempts to log in, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, select

from .db import login_attempts as attempts
from .repository import AttemptRepository, LoginAttempt


class SqlAttempts(AttemptRepository):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, attempt: LoginAttempt) -> None:
        row = {
            "id": attempt.id,
            "name_hash": attempt.name_hash,
            "address": attempt.address,
            "at": attempt.at,
        }
        self._connection.execute(attempts.insert().values(row))

    def of_name(self, name_hash: str, since: datetime, limit: int) -> Sequence[datetime]:
        return self._newest(attempts.c.name_hash, name_hash, since, limit)

    def from_address(self, address: str, since: datetime, limit: int) -> Sequence[datetime]:
        return self._newest(attempts.c.address, address, since, limit)

    def forget(self, attempt_id: str) -> None:
        self._connection.execute(attempts.delete().where(attempts.c.id == attempt_id))

    def forget_until(self, time: datetime) -> None:
        self._connection.execute(attempts.delete().where(attempts.c.at <= time))

    def _newest(self, column: Column[str], value: str, since: datetime, limit: int) -> Sequence[datetime]:
        statement = select(attempts.c.at).where(column == value, attempts.c.at > since)
        return self._connection.scalars(statement.order_by(attempts.c.at.desc()).limit(limit)).all()
