"""What happened, in words: the feed that other services read, written with the change that it tells of."""

from dataclasses import dataclass
from datetime import datetime

from .domain import Actor, Item, ItemChanges, Reservation, ReservationStatus
from .rest.ids import mint
from .values import Reason

_ENDS = {
    ReservationStatus.RELEASED: ("reservation.released", "Released"),
    ReservationStatus.FULFILLED: ("reservation.fulfilled", "Fulfilled"),
    ReservationStatus.EXPIRED: ("reservation.expired", "Expired"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: to or by whom (`user_id`, where it was a user) and to which item."""

    id: str
    kind: str
    at: datetime
    user_id: str | None
    item_id: str
    detail: str


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event with its place in the feed; a reader asks for what is after the last place it has seen."""

    position: int
    event: Event


def item_added(item: Item) -> Event:
    """Told of the seller."""
    stock = _count(item.quantity)
    return _event("item.added", item.created_at, item.seller_id, item.id, f"Added {_named(item)}, {stock}.")


def item_updated(item: Item, changes: ItemChanges, actor: Actor, at: datetime) -> Event:
    """Told of whoever changed it; `item` is as it was before."""
    changed = ", ".join(changes.members)
    return _event("item.updated", at, actor.user_id, item.id, f"Changed {changed} of {_named(item)}.")


def stock_adjusted(item: Item, by: int, reason: Reason, actor: Actor, at: datetime) -> Event:
    """Told of whoever adjusted it."""
    detail = f"Adjusted {_named(item)} by {by:+d}: {reason.text}"
    return _event("stock.adjusted", at, actor.user_id, item.id, detail)


def reservation_held(reservation: Reservation, item: Item) -> Event:
    """Told of the holder."""
    detail = f"Held {_count(reservation.quantity)} of {_named(item)}."
    return _event("reservation.held", reservation.created_at, reservation.user_id, item.id, detail)


def reservation_ended(reservation: Reservation, item: Item, status: ReservationStatus, at: datetime) -> Event:
    """Told of the holder, whoever ended it."""
    kind, verb = _ENDS[status]
    detail = f"{verb} {_count(reservation.quantity)} of {_named(item)}."
    return _event(kind, at, reservation.user_id, item.id, detail)


def _event(kind: str, at: datetime, user_id: str | None, item_id: str, detail: str) -> Event:
    return Event(id=mint("evt"), kind=kind, at=at, user_id=user_id, item_id=item_id, detail=detail)


def _named(item: Item) -> str:
    return f"{item.sku.text} ({item.name.text})"


def _count(units: int) -> str:
    return f"{units} unit" if units == 1 else f"{units} units"
