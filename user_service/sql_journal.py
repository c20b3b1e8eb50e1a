"""The journal in SQL, and what feeds it: the outbox and the positions in other services' feeds."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from .db import feeds, journal, outbox
from .domain import Event, JournalEntry
from .repository import JournalPosition, JournalRepository
from .rest.ids import mint
from .rest.keyset import Keyset, per_key

_DETAIL_MAX = 500
NEWEST_FIRST = Keyset((journal.c.at, True), (journal.c.id, True))


class SqlJournal(JournalRepository):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def announce(self, event: Event) -> None:
        self._connection.execute(outbox.insert().values(asdict(event)))

    def announced(self, limit: int) -> list[Event]:
        rows = self._connection.execute(select(outbox).order_by(outbox.c.id).limit(limit))
        return [Event(*row) for row in rows]

    def take(self, event_id: str) -> bool:
        return self._connection.execute(outbox.delete().where(outbox.c.id == event_id)).rowcount == 1

    def position(self, feed: str) -> int:
        statement = select(feeds.c.position).where(feeds.c.name == feed)
        return int(self._connection.execute(statement).scalar_one())

    def advance(self, feed: str, expected: int, position: int) -> bool:
        statement = feeds.update().where(feeds.c.name == feed, feeds.c.position == expected)
        return self._connection.execute(statement.values(position=position)).rowcount == 1

    def told(self, event_ids: Sequence[str]) -> set[str]:
        statement = select(journal.c.event_id).where(journal.c.event_id.in_(event_ids))
        return set(self._connection.execute(statement).scalars())

    def write(self, event: Event) -> None:
        row = {
            **asdict(event),
            "id": mint("jrn"),
            "event_id": event.id,
            "detail": event.detail[:_DETAIL_MAX],
        }
        self._connection.execute(journal.insert().values(row))

    def with_ids(self, ids: Sequence[str], seen_by: str | None) -> list[JournalEntry]:
        statement = select(journal).where(journal.c.id.in_(ids))
        if seen_by is not None:
            statement = statement.where(journal.c.user_id == seen_by)
        return self._entries(statement)

    def page(self, position: JournalPosition | None, first: int) -> list[JournalEntry]:
        statement = select(journal).order_by(*NEWEST_FIRST.order_by()).limit(first + 1)
        return self._entries(statement.where(NEWEST_FIRST.behind(position)))

    def pages(
        self, user_ids: Sequence[str], position: JournalPosition | None, first: int
    ) -> list[JournalEntry]:
        is_asked = journal.c.user_id.in_(user_ids)
        statement = select(journal).where(is_asked, NEWEST_FIRST.behind(position))
        return self._entries(per_key(statement, journal.c.user_id, NEWEST_FIRST, first))

    def count(self) -> int:
        return int(self._connection.execute(select(func.count()).select_from(journal)).scalar_one())

    def counts(self, user_ids: Sequence[str]) -> dict[str, int]:
        statement = select(journal.c.user_id, func.count()).where(journal.c.user_id.in_(user_ids))
        rows = self._connection.execute(statement.group_by(journal.c.user_id))
        return {row[0]: row[1] for row in rows}

    def _entries(self, statement: Select[Any]) -> list[JournalEntry]:
        return [_entry(row) for row in self._connection.execute(statement)]


def _entry(row: Row[Any]) -> JournalEntry:
    return JournalEntry(row.id, row.kind, row.at, row.user_id, row.item_id, row.detail)
