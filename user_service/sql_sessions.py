"""Sessions in SQL: families of refresh tokens, changed by single conditional statements only."""

from datetime import datetime

from sqlalchemy import Connection, exists, select

from .db import refresh_tokens as tokens
from .db import session_families as families
from .repository import RefreshToken, SessionRepository


class SqlSessions(SessionRepository):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, token: RefreshToken) -> None:
        family = {"id": token.family_id, "user_id": token.user_id, "expires_at": token.expires_at}
        self._connection.execute(families.insert().values(family))
        self._insert(token)

    def spend(self, token_hash: str, now: datetime) -> bool:
        family_is_good = exists().where(families.c.id == tokens.c.family_id, families.c.revoked_at.is_(None))
        statement = tokens.update().where(
            tokens.c.token_hash == token_hash,
            tokens.c.spent_at.is_(None),
            tokens.c.expires_at > now,
            family_is_good,
        )
        return self._connection.execute(statement.values(spent_at=now)).rowcount == 1

    def extend(self, token: RefreshToken) -> None:
        statement = families.update().where(families.c.id == token.family_id)
        self._connection.execute(statement.values(expires_at=token.expires_at))
        self._insert(token)

    def token(self, token_hash: str) -> RefreshToken | None:
        statement = (
            select(tokens, families.c.user_id)
            .join_from(tokens, families, tokens.c.family_id == families.c.id)
            .where(tokens.c.token_hash == token_hash)
        )
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            return None
        return RefreshToken(row.token_hash, row.family_id, row.user_id, row.expires_at)

    def revoke_family(self, family_id: str, now: datetime) -> None:
        statement = families.update().where(families.c.id == family_id, families.c.revoked_at.is_(None))
        self._connection.execute(statement.values(revoked_at=now))

    def revoke_all_of(self, user_id: str, now: datetime) -> None:
        statement = families.update().where(families.c.user_id == user_id, families.c.revoked_at.is_(None))
        self._connection.execute(statement.values(revoked_at=now))

    def forget_expired(self, now: datetime) -> None:
        self._connection.execute(families.delete().where(families.c.expires_at <= now))

    def _insert(self, token: RefreshToken) -> None:
        row = {"token_hash": token.hash, "family_id": token.family_id, "expires_at": token.expires_at}
        self._connection.execute(tokens.insert().values(row))
