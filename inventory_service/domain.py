"""Items in stock and what is held of them: the entities, the rules, and the refusals in the shop's words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from .values import Description, ItemName, Money, Quantity, Sku


class ReservationStatus(StrEnum):
    """HELD until it ends in one of the three other ways; an end is final."""

    HELD = "HELD"
    RELEASED = "RELEASED"
    FULFILLED = "FULFILLED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in stock. 0 <= reserved <= quantity, always."""

    id: str
    sku: Sku
    name: ItemName
    description: Description | None
    price: Money
    quantity: int
    reserved: int
    seller_id: str
    created_at: datetime
    updated_at: datetime

    @property
    def available(self) -> int:
        """Units that may still be held for someone."""
        return self.quantity - self.reserved


@dataclass(frozen=True, slots=True)
class NewItem:
    """What a seller puts on the shelf."""

    sku: Sku
    name: ItemName
    description: Description | None
    price: Money
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """What is to change of an item: None leaves a member alone, `clear_description` takes its text away.

    `currency` is the one that was named, with a price or without.
    """

    name: ItemName | None = None
    description: Description | None = None
    clear_description: bool = False
    price: Money | None = None
    currency: str | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """The names of what changes, in the order of an item's row."""
        changed = {
            "name": self.name is not None,
            "description": self.description is not None or self.clear_description,
            "price": self.price is not None,
        }
        return tuple(name for name, changes in changed.items() if changes)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Units of an item held for a user until `expires_at`. The seller is the item's, who never changes."""

    id: str
    item_id: str
    user_id: str
    seller_id: str
    quantity: int
    status: ReservationStatus
    created_at: datetime
    expires_at: datetime

    def status_at(self, now: datetime) -> ReservationStatus:
        """The status as everyone must see it: what is due has expired, swept or not."""
        due = self.status is ReservationStatus.HELD and self.expires_at <= now
        return ReservationStatus.EXPIRED if due else self.status


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the subject of a token, empty for nobody we know, and its scopes."""

    subject: str
    scopes: frozenset[str]

    @property
    def user_id(self) -> str | None:
        """The user, where the actor is one and not a service."""
        return self.subject if self.subject.startswith("usr_") else None

    def may_change(self, item: Item) -> bool:
        """Its seller, or whoever keeps the stock."""
        return self.subject == item.seller_id or "stock:write" in self.scopes

    def may_see(self, reservation: Reservation) -> bool:
        """Its holder, the item's seller, or whoever may read them all."""
        is_party = self.subject in (reservation.user_id, reservation.seller_id)
        return is_party or self.sees_every_reservation

    @property
    def sees_every_reservation(self) -> bool:
        return "reservations:read" in self.scopes

    def may_release(self, reservation: Reservation) -> bool:
        """Its holder, or whoever keeps the reservations."""
        return self.subject == reservation.user_id or "reservations:write" in self.scopes

    def may_fulfil(self, reservation: Reservation) -> bool:
        """The item's seller, or whoever keeps the reservations."""
        return self.subject == reservation.seller_id or "reservations:write" in self.scopes


class RefusalError(Exception):
    """The shop says no, with a stable `code`; `member` names what in the request is at fault, if anything."""

    code: ClassVar[str]
    member: ClassVar[str] = ""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFoundError(RefusalError):
    """No such thing, or none that the actor may see."""

    code = "NOT_FOUND"


class ForbiddenError(RefusalError):
    """The actor may see it, but not do this."""

    code = "FORBIDDEN"


class SkuTakenError(RefusalError):
    code = "SKU_TAKEN"
    member = "sku"


class CurrencyNotSupportedError(RefusalError):
    code = "CURRENCY_NOT_SUPPORTED"
    member = "price/currency"


class UnknownSellerError(RefusalError):
    """user_service knows nobody by the id in the token."""

    code = "SELLER_UNKNOWN"


class OutOfStockError(RefusalError):
    code = "OUT_OF_STOCK"
    member = "quantity"


class StockReservedError(RefusalError):
    """The adjustment would leave less than what is held for customers."""

    code = "STOCK_RESERVED"
    member = "by"


class StockLimitError(RefusalError):
    """The adjustment would leave more than a quantity can say."""

    code = "STOCK_LIMIT_EXCEEDED"
    member = "by"


class NotHeldError(RefusalError):
    """The reservation has ended already."""

    code = "NOT_HELD"
