"""The shop's store in a SQL database: SQLite, PostgreSQL, MySQL or MariaDB."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select, true
from sqlalchemy.exc import IntegrityError

from .db import events, items, reservations, sellers
from .domain import Actor, Item, Reservation, ReservationStatus
from .events import RecordedEvent
from .repository import ItemFilter, ItemOrder, Page, Repository, Slice, Transaction
from .rest.database import Database
from .rest.keyset import Keyset, per_key
from .sql_rows import item_of, recorded_event_of, reservation_of
from .sql_transaction import SqlTransaction
from .transient import retrying
from .values import searchable

T = TypeVar("T")

_ITEM_ORDERS = {
    ItemOrder.NAME_ASCENDING: Keyset((items.c.name_key, False), (items.c.id, False)),
    ItemOrder.NAME_DESCENDING: Keyset((items.c.name_key, True), (items.c.id, True)),
    ItemOrder.PRICE_ASCENDING: Keyset((items.c.price_minor_units, False), (items.c.id, False)),
    ItemOrder.PRICE_DESCENDING: Keyset((items.c.price_minor_units, True), (items.c.id, True)),
    # Ids begin with the time they were made.
    ItemOrder.NEWEST: Keyset((items.c.id, True)),
}
_NEWEST_RESERVATION = Keyset((reservations.c.id, True))


class SqlRepository(Repository):
    """Reads are one statement each (two where totals are counted); they never wait for writers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, work: Callable[[Transaction], T]) -> T:
        def transaction() -> T:
            with self._database.write() as connection:
                return work(SqlTransaction(connection))

        return retrying(transaction)

    def known_sellers(self, user_ids: Sequence[str]) -> frozenset[str]:
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(sellers.c.id).where(sellers.c.id.in_(user_ids))))

    def remember_seller(self, user_id: str, now: datetime) -> None:
        try:
            with self._database.write() as connection:
                connection.execute(sellers.insert().values(id=user_id, known_since=now))
        except IntegrityError:
            # Another request of the same seller was first.
            return

    def items(self, by: Literal["id", "sku"], keys: Sequence[str]) -> Sequence[Item]:
        with self._database.read() as connection:
            rows = connection.execute(select(items).where(items.c[by].in_(keys))).mappings()
            return [item_of(row) for row in rows]

    def item_page(self, which: ItemFilter, part: Slice) -> Page[Item]:
        keyset = _ITEM_ORDERS[which.order]
        with self._database.read() as connection:
            rows = connection.execute(_slice(select(items).where(_matching(which)), keyset, part)).mappings()
            return Page(
                [item_of(row) for row in rows], _total(connection, items.c.id, _matching(which), part)
            )

    def item_pages(
        self, seller_ids: Sequence[str], which: ItemFilter, part: Slice
    ) -> Mapping[str, Page[Item]]:
        keyset = _ITEM_ORDERS[which.order]
        condition = and_(items.c.seller_id.in_(seller_ids), _matching(which))
        statement = _slices(items, items.c.seller_id, condition, keyset, part)
        with self._database.read() as connection:
            found = [item_of(row) for row in connection.execute(statement).mappings()]
            totals = _totals(connection, items.c.seller_id, condition, part)
        return _by_key(seller_ids, [(item.seller_id, item) for item in found], totals)

    def reservations(self, ids: Sequence[str], actor: Actor) -> Sequence[Reservation]:
        statement = select(reservations).where(reservations.c.id.in_(ids), _visible(actor))
        with self._database.read() as connection:
            return [reservation_of(row) for row in connection.execute(statement).mappings()]

    def reservation_page(self, actor: Actor, part: Slice) -> Page[Reservation]:
        statement = _slice(select(reservations).where(_visible(actor)), _NEWEST_RESERVATION, part)
        with self._database.read() as connection:
            found = [reservation_of(row) for row in connection.execute(statement).mappings()]
            return Page(found, _total(connection, reservations.c.id, _visible(actor), part))

    def reservation_pages(
        self, by: Literal["user_id", "item_id"], keys: Sequence[str], actor: Actor, part: Slice
    ) -> Mapping[str, Page[Reservation]]:
        key = reservations.c[by]
        condition = and_(key.in_(keys), _visible(actor))
        statement = _slices(reservations, key, condition, _NEWEST_RESERVATION, part)
        with self._database.read() as connection:
            rows = connection.execute(statement).mappings()
            found = [(str(row[by]), reservation_of(row)) for row in rows]
            totals = _totals(connection, key, condition, part)
        return _by_key(keys, found, totals)

    def due_reservations(self, now: datetime, limit: int) -> Sequence[Reservation]:
        due = and_(reservations.c.status == ReservationStatus.HELD.value, reservations.c.expires_at <= now)
        statement = select(reservations).where(due).order_by(reservations.c.expires_at).limit(limit)
        with self._database.read() as connection:
            return [reservation_of(row) for row in connection.execute(statement).mappings()]

    def events_after(self, position: int, limit: int) -> Sequence[RecordedEvent]:
        behind = select(events).where(events.c.position > position).order_by(events.c.position).limit(limit)
        with self._database.read() as connection:
            return [recorded_event_of(row) for row in connection.execute(behind).mappings()]


def _matching(which: ItemFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if which.search:
        text = searchable(which.search)
        in_name = items.c.name_key.contains(text, autoescape=True)
        conditions.append(or_(in_name, items.c.description_key.contains(text, autoescape=True)))
    if which.in_stock is not None:
        has_some = items.c.reserved < items.c.quantity
        conditions.append(has_some if which.in_stock else ~has_some)
    if which.seller_id is not None:
        conditions.append(items.c.seller_id == which.seller_id)
    return and_(*conditions)


def _visible(actor: Actor) -> ColumnElement[bool]:
    if actor.sees_every_reservation:
        return true()
    return or_(reservations.c.user_id == actor.subject, reservations.c.seller_id == actor.subject)


def _behind(statement: Select[Any], keyset: Keyset, part: Slice) -> Select[Any]:
    return statement if part.after is None else statement.where(keyset.behind(part.after))


def _slice(statement: Select[Any], keyset: Keyset, part: Slice) -> Select[Any]:
    return _behind(statement, keyset, part).order_by(*keyset.order_by()).limit(part.first + 1)


def _slices(
    table: Table, key: ColumnElement[str], condition: ColumnElement[bool], keyset: Keyset, part: Slice
) -> Select[Any]:
    """The rows are placed by what an index holds, and only those that are shown are read whole."""
    ids = _behind(select(table.c.id, key).where(condition), keyset, part)
    placed = per_key(ids, key, keyset, part.first).subquery()
    return select(table).join(placed, placed.c.id == table.c.id).order_by(*keyset.order_by())


def _total(
    connection: Connection, column: ColumnElement[str], condition: ColumnElement[bool], part: Slice
) -> int | None:
    if not part.with_total:
        return None
    return connection.scalar(select(func.count(column)).where(condition))


def _totals(
    connection: Connection, key: ColumnElement[str], condition: ColumnElement[bool], part: Slice
) -> Mapping[str, int] | None:
    if not part.with_total:
        return None
    statement = select(key, func.count()).where(condition).group_by(key)
    return dict(connection.execute(statement).all())


def _by_key(
    keys: Sequence[str], found: Sequence[tuple[str, T]], totals: Mapping[str, int] | None
) -> Mapping[str, Page[T]]:
    rows: dict[str, list[T]] = {key: [] for key in keys}
    for key, row in found:
        rows[key].append(row)
    return {key: Page(rows[key], None if totals is None else totals.get(key, 0)) for key in keys}
