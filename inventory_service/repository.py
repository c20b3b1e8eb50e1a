"""What the shop asks of its store: a port. One SQL adapter fills it (`sql_repository.py`)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from sqlalchemy import Connection

from .domain import Actor, Item, ItemChanges, Reservation, ReservationStatus
from .events import Event, RecordedEvent
from .values import searchable

T = TypeVar("T")
Position = tuple[str | int, ...]


class ItemOrder(StrEnum):
    """The orders of items, by what a caller calls them."""

    NAME_ASCENDING = "name"
    NAME_DESCENDING = "-name"
    PRICE_ASCENDING = "price"
    PRICE_DESCENDING = "-price"
    NEWEST = "newest"

    def position(self, item: Item) -> Position:
        """Where `item` stands in this order: what its cursor says."""
        if self in (ItemOrder.NAME_ASCENDING, ItemOrder.NAME_DESCENDING):
            return searchable(item.name.text), item.id
        if self in (ItemOrder.PRICE_ASCENDING, ItemOrder.PRICE_DESCENDING):
            return item.price.minor_units, item.id
        return (item.id,)


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items, in which order. `search` is looked for in names and descriptions, in any letter case."""

    order: ItemOrder = ItemOrder.NAME_ASCENDING
    search: str | None = None
    in_stock: bool | None = None
    seller_id: str | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """At most `first` rows behind the position `after`; the total is counted only when asked for."""

    first: int
    after: Position | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in order, one more than asked where more follow; the total is there where it was asked."""

    rows: Sequence[T]
    total: int | None


class Transaction(ABC):
    """Writes that happen together or not at all, each of them one conditional statement.

    Rows are locked in one order, reservation, item, feed of events, so that no two transactions wait for each
    other.
    """

    @property
    @abstractmethod
    def connection(self) -> Connection:
        """For what must commit together with the work, as the claim of an idempotency key."""

    @abstractmethod
    def item(self, item_id: str) -> Item | None: ...

    @abstractmethod
    def reservation(self, reservation_id: str) -> Reservation | None: ...

    @abstractmethod
    def add_item(self, item: Item) -> None:
        """Raise SkuTakenError where another item has the sku."""

    @abstractmethod
    def edit_item(self, item_id: str, changes: ItemChanges, now: datetime) -> None: ...

    @abstractmethod
    def adjust(self, item_id: str, by: int, now: datetime) -> bool:
        """Add `by` to what is on hand; False where that breaks 0 <= reserved <= quantity <= MAX_UNITS."""

    @abstractmethod
    def hold(self, reservation: Reservation) -> bool:
        """Take the units from what is available and keep the reservation; False where too few are left."""

    @abstractmethod
    def end(self, reservation: Reservation, status: ReservationStatus, now: datetime) -> bool:
        """Give the units back, or off the shelf when FULFILLED; False where it is not held any more.

        A hold that is due can only become EXPIRED, and only that one can.
        """

    @abstractmethod
    def record(self, event: Event) -> None:
        """Append to the feed. It is locked until the transaction ends: make this the last write."""


class Repository(ABC):
    """The store. Where its database is away or too busy, sqlalchemy's errors pass through."""

    @abstractmethod
    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction and commit; what it raises undoes it.

        `work` is run again, a few times, where the database breaks a deadlock: it must have no other effect.
        """

    @abstractmethod
    def known_sellers(self, user_ids: Sequence[str]) -> frozenset[str]:
        """Those of `user_ids` that were remembered."""

    @abstractmethod
    def remember_seller(self, user_id: str, now: datetime) -> None: ...

    @abstractmethod
    def items(self, by: Literal["id", "sku"], keys: Sequence[str]) -> Sequence[Item]: ...

    @abstractmethod
    def item_page(self, which: ItemFilter, part: Slice) -> Page[Item]: ...

    @abstractmethod
    def item_pages(
        self, seller_ids: Sequence[str], which: ItemFilter, part: Slice
    ) -> Mapping[str, Page[Item]]:
        """A page for every seller asked, in one statement (and one more for the totals)."""

    @abstractmethod
    def reservations(self, ids: Sequence[str], actor: Actor) -> Sequence[Reservation]:
        """Those of `ids` that `actor` may see; so in the two below."""

    @abstractmethod
    def reservation_page(self, actor: Actor, part: Slice) -> Page[Reservation]:
        """Newest first; so below."""

    @abstractmethod
    def reservation_pages(
        self, by: Literal["user_id", "item_id"], keys: Sequence[str], actor: Actor, part: Slice
    ) -> Mapping[str, Page[Reservation]]: ...

    @abstractmethod
    def due_reservations(self, now: datetime, limit: int) -> Sequence[Reservation]:
        """Still held though their time has passed, the oldest first."""

    @abstractmethod
    def events_after(self, position: int, limit: int) -> Sequence[RecordedEvent]:
        """The feed in order. Positions come to be seen in their order, so a reader misses none."""
