"""What the shop can do. Each use case that writes is given the transaction in which all of it happens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from . import events
from .domain import (
    Actor,
    CurrencyNotSupportedError,
    ForbiddenError,
    Item,
    ItemChanges,
    NewItem,
    NotFoundError,
    NotHeldError,
    OutOfStockError,
    RefusalError,
    Reservation,
    ReservationStatus,
    StockLimitError,
    StockReservedError,
)
from .repository import Repository, Transaction
from .rest.ids import mint
from .values import Adjustment, Quantity, Reason

_SWEEP_AT_MOST = 100


def utc_now() -> datetime:
    """The time, to the millisecond: as exact as it is told outside."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Shop:
    """The use cases over a store; `currency` is the only one that prices may have."""

    def __init__(
        self,
        repository: Repository,
        *,
        currency: str,
        reservation_ttl: timedelta,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.repository = repository
        self.now = clock
        self.currency = currency
        self._reservation_ttl = reservation_ttl

    def add_item(self, transaction: Transaction, seller_id: str, new: NewItem) -> Item:
        """Put a new thing on the shelf; its seller is known already."""
        self._refuse_other_currency(new.price.currency)
        now = self.now()
        item = Item(
            id=mint("itm"),
            sku=new.sku,
            name=new.name,
            description=new.description,
            price=new.price,
            quantity=new.quantity.units,
            reserved=0,
            seller_id=seller_id,
            created_at=now,
            updated_at=now,
        )
        transaction.add_item(item)
        transaction.record(events.item_added(item))
        return item

    def edit_item(self, transaction: Transaction, actor: Actor, item_id: str, changes: ItemChanges) -> Item:
        """Change what is said of an item; its stock is not touched."""
        item = _changeable(transaction, actor, item_id)
        if changes.currency is not None:
            self._refuse_other_currency(changes.currency)
        if not changes.members:
            return item
        now = self.now()
        transaction.edit_item(item_id, changes, now)
        edited = _item(transaction, item_id)
        transaction.record(events.item_updated(item, changes, actor, now))
        return edited

    def adjust_stock(
        self, transaction: Transaction, actor: Actor, item_id: str, by: Adjustment, reason: Reason
    ) -> Item:
        """Count the stock anew: more came, or less is there than was thought."""
        item = _changeable(transaction, actor, item_id)
        now = self.now()
        if not transaction.adjust(item_id, by.units, now):
            raise _why_not_adjusted(_item(transaction, item_id), by.units)
        adjusted = _item(transaction, item_id)
        transaction.record(events.stock_adjusted(item, by.units, reason, actor, now))
        return adjusted

    def reserve(
        self, transaction: Transaction, user_id: str, item_id: str, quantity: Quantity
    ) -> Reservation:
        """Hold units for a user until the reservation's time has passed."""
        item = _item(transaction, item_id)
        now = self.now()
        reservation = Reservation(
            id=mint("rsv"),
            item_id=item_id,
            user_id=user_id,
            seller_id=item.seller_id,
            quantity=quantity.units,
            status=ReservationStatus.HELD,
            created_at=now,
            expires_at=now + self._reservation_ttl,
        )
        if not transaction.hold(reservation):
            available = _item(transaction, item_id).available
            raise OutOfStockError(f"{quantity.units} were asked, {available} are available.")
        transaction.record(events.reservation_held(reservation, item))
        return reservation

    def release(self, transaction: Transaction, actor: Actor, reservation_id: str) -> Reservation:
        """Give held units back."""
        return self._end(transaction, actor, reservation_id, ReservationStatus.RELEASED)

    def fulfil(self, transaction: Transaction, actor: Actor, reservation_id: str) -> Reservation:
        """Hand held units over: they leave the shelf."""
        return self._end(transaction, actor, reservation_id, ReservationStatus.FULFILLED)

    def expire_due(self) -> int:
        """Give back what was held too long, one reservation a transaction; return how many.

        Any number of processes may do so at once: each reservation ends once.
        """
        due = self.repository.due_reservations(self.now(), _SWEEP_AT_MOST)
        return sum(self._expire(reservation) for reservation in due)

    def _expire(self, reservation: Reservation) -> bool:
        def expire(transaction: Transaction) -> bool:
            return self._settle(transaction, reservation, ReservationStatus.EXPIRED)

        return self.repository.write(expire)

    def _end(
        self, transaction: Transaction, actor: Actor, reservation_id: str, status: ReservationStatus
    ) -> Reservation:
        reservation = transaction.reservation(reservation_id)
        if reservation is None:
            raise NotFoundError("There is no such reservation.")
        released = status is ReservationStatus.RELEASED
        if not (actor.may_release(reservation) if released else actor.may_fulfil(reservation)):
            raise _why_not_ended(actor, reservation, status)
        if not self._settle(transaction, reservation, status):
            raise NotHeldError("The reservation is not held any more.")
        ended = transaction.reservation(reservation_id)
        assert ended is not None, "reservations are never deleted"
        return ended

    def _settle(self, transaction: Transaction, reservation: Reservation, status: ReservationStatus) -> bool:
        now = self.now()
        if not transaction.end(reservation, status, now):
            return False
        item = _item(transaction, reservation.item_id)
        transaction.record(events.reservation_ended(reservation, item, status, now))
        return True

    def _refuse_other_currency(self, currency: str) -> None:
        if currency != self.currency:
            raise CurrencyNotSupportedError(f"Prices in this shop are in {self.currency}.")


def _item(transaction: Transaction, item_id: str) -> Item:
    item = transaction.item(item_id)
    if item is None:
        raise NotFoundError("There is no such item.")
    return item


def _changeable(transaction: Transaction, actor: Actor, item_id: str) -> Item:
    item = _item(transaction, item_id)
    if not actor.may_change(item):
        raise ForbiddenError("Only the item's seller or whoever keeps the stock may change it.")
    return item


def _why_not_adjusted(item: Item, by: int) -> RefusalError:
    if item.quantity + by < item.reserved:
        return StockReservedError(f"{item.quantity} are on hand and {item.reserved} of them are reserved.")
    return StockLimitError("The item would hold more units than a quantity can say.")


def _why_not_ended(actor: Actor, reservation: Reservation, status: ReservationStatus) -> RefusalError:
    if not actor.may_see(reservation):
        return NotFoundError("There is no such reservation.")
    verb = "release" if status is ReservationStatus.RELEASED else "fulfil"
    return ForbiddenError(f"It is not yours to {verb}.")
