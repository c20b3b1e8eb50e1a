"""Notes: what the tiny service keeps."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from inventory_service.rest.database import Database
from inventory_service.rest.idempotency import idempotency_table
from inventory_service.rest.ids import mint
from inventory_service.rest.keyset import Keyset, per_key
from inventory_service.rest.outgoing import Upstream

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("title", String(100), nullable=False),
    Column("copies", Integer, nullable=False),
)
lends = Table(
    "lends",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("note_id", String(32), ForeignKey("notes.id"), nullable=False),
)
idempotency_table(metadata)

BY_TITLE = Keyset((notes.c.title, False), (notes.c.id, False))
BY_TITLE_BACKWARDS = Keyset((notes.c.title, True), (notes.c.id, True))


class NoneLeftError(Exception):
    """All copies are lent."""


class Notes:
    def __init__(self, database: Database, neighbour: Upstream) -> None:
        self.database = database
        self.neighbour = neighbour

    def by_id(self, ids: Sequence[str]) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(select(notes).where(notes.c.id.in_(ids))))

    def page(self, keyset: Keyset, position: tuple[Any, ...] | None, first: int) -> list[Any]:
        asked = select(notes).where(keyset.behind(position)).order_by(*keyset.order_by()).limit(first + 1)
        with self.database.read() as connection:
            return list(connection.execute(asked))

    def pages(self, owners: Sequence[str], position: tuple[Any, ...] | None, first: int) -> list[Any]:
        asked = select(notes).where(notes.c.owner.in_(owners), BY_TITLE.behind(position))
        with self.database.read() as connection:
            return list(connection.execute(per_key(asked, notes.c.owner, BY_TITLE, first)))

    def total(self) -> int:
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(notes)).scalar_one()

    def add(self, connection: Connection, owner: str, title: str, copies: int) -> Any:
        row = {"id": mint("itm"), "owner": owner, "title": title, "copies": copies}
        connection.execute(insert(notes).values(row))
        return connection.execute(select(notes).where(notes.c.id == row["id"])).one()

    def lend(self, connection: Connection, note_id: str, slow_s: float) -> str:
        lend_id = mint("rsv")
        connection.execute(insert(lends).values(id=lend_id, note_id=note_id))
        taken = connection.execute(
            update(notes).where(notes.c.id == note_id, notes.c.copies > 0).values(copies=notes.c.copies - 1)
        )
        time.sleep(slow_s)
        if taken.rowcount == 0:
            raise NoneLeftError("No copy is left.")
        return lend_id

    def lend_count(self) -> int:
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(lends)).scalar_one()
