"""The tables of user_service, the same on SQLite, PostgreSQL and MySQL or MariaDB."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData()

# Binary collations everywhere, so that names are compared by their key and a cursor means the same to all.
_MYSQL: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC, stored without its offset, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return DATETIME(fsp=6) if dialect.name in ("mysql", "mariadb") else DateTime()

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _text(length: int) -> TypeEngine[str]:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


users = Table(
    "users",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column("name", _text(32), nullable=False),
    Column("name_key", _text(96), nullable=False, comment="The name without letter case: unique, sorted."),
    Column("phone", BigInteger, nullable=False),
    Column("email", _text(254)),
    Column("password_hash", _text(255), nullable=False),
    Column("roles", Integer, nullable=False, comment="A sum of 1 CUSTOMER, 2 SELLER, 4 CLERK, 8 ADMIN."),
    Column("since", Instant, nullable=False),
    CheckConstraint("phone >= 9000000000", name="ck_users_phone"),
    **_MYSQL,
)
Index("ux_users_name_key", users.c.name_key, unique=True)

session_families = Table(
    "session_families",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column("user_id", _text(30), ForeignKey("users.id", name="fk_session_families_user"), nullable=False),
    Column("expires_at", Instant, nullable=False, comment="When its youngest token ends."),
    Column("revoked_at", Instant),
    **_MYSQL,
)
Index("ix_session_families_user", session_families.c.user_id)
Index("ix_session_families_expires", session_families.c.expires_at)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", _text(64), primary_key=True, comment="SHA-256: the token itself is nowhere."),
    Column(
        "family_id",
        _text(30),
        ForeignKey("session_families.id", name="fk_refresh_tokens_family", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("expires_at", Instant, nullable=False),
    Column("spent_at", Instant),
    **_MYSQL,
)
Index("ix_refresh_tokens_family", refresh_tokens.c.family_id)

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column(
        "name_hash", _text(64), nullable=False, comment="SHA-256: what was typed as a name may be a password."
    ),
    Column("address", _text(64), nullable=False),
    Column("at", Instant, nullable=False),
    **_MYSQL,
)
Index("ix_login_attempts_name", login_attempts.c.name_hash, login_attempts.c.at)
Index("ix_login_attempts_address", login_attempts.c.address, login_attempts.c.at)
Index("ix_login_attempts_at", login_attempts.c.at)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _text(30), primary_key=True, comment="Sorts by time."),
    Column("kind", _text(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("user_id", _text(30)),
    Column("item_id", _text(30)),
    Column("detail", _text(500), nullable=False),
    comment="Events written with what they tell of, until they are in the journal.",
    **_MYSQL,
)

journal = Table(
    "journal",
    metadata,
    Column("id", _text(30), primary_key=True),
    Column("event_id", _text(64), nullable=False, comment="No event is told twice."),
    Column("kind", _text(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("user_id", _text(30)),
    Column("item_id", _text(30)),
    Column("detail", _text(500), nullable=False),
    **_MYSQL,
)
Index("ux_journal_event", journal.c.event_id, unique=True)
Index("ix_journal_at", journal.c.at, journal.c.id)
Index("ix_journal_user", journal.c.user_id, journal.c.at, journal.c.id)

feeds = Table(
    "feeds",
    metadata,
    Column("name", _text(30), primary_key=True),
    Column("position", BigInteger, nullable=False, comment="The last event that is in the journal."),
    **_MYSQL,
)
