"""The writes of one transaction: each a single conditional statement, so that no reader's opinion decides."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from .db import event_positions, events, items, reservations
from .domain import Item, ItemChanges, Reservation, ReservationStatus, SkuTakenError
from .events import Event
from .repository import Transaction
from .sql_rows import (
    columns_of_changes,
    columns_of_event,
    columns_of_item,
    columns_of_reservation,
    item_of,
    reservation_of,
)
from .values import MAX_UNITS

FEED = "inventory"


class SqlTransaction(Transaction):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        return self._connection

    def item(self, item_id: str) -> Item | None:
        row = self._connection.execute(select(items).where(items.c.id == item_id)).mappings().one_or_none()
        return None if row is None else item_of(row)

    def reservation(self, reservation_id: str) -> Reservation | None:
        statement = select(reservations).where(reservations.c.id == reservation_id)
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else reservation_of(row)

    def add_item(self, item: Item) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(items).values(columns_of_item(item)))
        except IntegrityError as error:
            taken = select(items.c.id).where(items.c.sku == item.sku.text)
            if self._connection.execute(taken).first() is None:
                raise
            raise SkuTakenError(f"The sku {item.sku.text} belongs to another item.") from error

    def edit_item(self, item_id: str, changes: ItemChanges, now: datetime) -> None:
        statement = update(items).where(items.c.id == item_id)
        self._connection.execute(statement.values(columns_of_changes(changes) | {"updated_at": now}))

    def adjust(self, item_id: str, by: int, now: datetime) -> bool:
        after = items.c.quantity + by
        statement = update(items).where(items.c.id == item_id, after >= items.c.reserved, after <= MAX_UNITS)
        return self._connection.execute(statement.values(quantity=after, updated_at=now)).rowcount == 1

    def hold(self, reservation: Reservation) -> bool:
        units = reservation.quantity
        enough = items.c.quantity - items.c.reserved >= units
        statement = update(items).where(items.c.id == reservation.item_id, enough)
        taken = statement.values(reserved=items.c.reserved + units, updated_at=reservation.created_at)
        if self._connection.execute(taken).rowcount != 1:
            return False
        self._connection.execute(insert(reservations).values(columns_of_reservation(reservation)))
        return True

    def end(self, reservation: Reservation, status: ReservationStatus, now: datetime) -> bool:
        is_due = reservations.c.expires_at <= now
        statement = update(reservations).where(
            reservations.c.id == reservation.id,
            reservations.c.status == ReservationStatus.HELD.value,
            is_due if status is ReservationStatus.EXPIRED else ~is_due,
        )
        if self._connection.execute(statement.values(status=status.value)).rowcount != 1:
            return False
        units = reservation.quantity
        shelf = {"reserved": items.c.reserved - units, "updated_at": now}
        if status is ReservationStatus.FULFILLED:
            shelf["quantity"] = items.c.quantity - units
        self._connection.execute(update(items).where(items.c.id == reservation.item_id).values(shelf))
        return True

    def record(self, event: Event) -> None:
        feed = event_positions.c.feed == FEED
        self._connection.execute(update(event_positions).where(feed).values(last=event_positions.c.last + 1))
        position = self._connection.scalar(select(event_positions.c.last).where(feed))
        self._connection.execute(insert(events).values(columns_of_event(event) | {"position": position}))
