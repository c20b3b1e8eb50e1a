"""The rows, bodies and queries of the REST interface, as docs/rest-conventions.md names them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from .domain import Item, Reservation, ReservationStatus
from .events import RecordedEvent
from .repository import ItemOrder
from .rest.ids import id_rule
from .rest.paging import Keys, PageQuery

ItemId = Annotated[str, id_rule("itm")]
ReservationId = Annotated[str, id_rule("rsv")]
UserId = Annotated[str, id_rule("usr")]
Search = Annotated[
    str, Meta(max_length=200, description="Looked for in names and descriptions, in any letter case.")
]
SkuText = Annotated[str, Meta(max_length=64, examples=["LAMP-01"])]
CurrencyText = Annotated[str, Meta(examples=["EUR"])]
AmountText = Annotated[str, Meta(examples=["19.90"], description="An exact decimal number.")]


class Price(Struct, frozen=True):
    amount: AmountText
    currency: CurrencyText


class ItemRow(Struct, frozen=True):
    """A thing in stock. `available` is `quantity - reserved`."""

    id: ItemId
    sku: str
    name: str
    description: str | None
    price: Price
    quantity: int
    reserved: int
    available: int
    seller_id: UserId
    created_at: str
    updated_at: str
    cursor: str | UnsetType = UNSET


class ReservationRow(Struct, frozen=True):
    """Units of an item held for a user, or what became of them."""

    id: ReservationId
    item_id: ItemId
    user_id: UserId
    quantity: int
    status: ReservationStatus
    created_at: str
    expires_at: str
    cursor: str | UnsetType = UNSET


class EventRow(Struct, frozen=True):
    """Something that happened, at its place in the feed."""

    position: int
    id: str
    kind: str
    at: str
    user_id: str | None
    item_id: str
    detail: str


class Events(Struct, frozen=True):
    """A part of the feed; ask again with `after=<next>`."""

    items: list[EventRow]
    next: int


class ItemsQuery(PageQuery, frozen=True):
    """A batch by `id` or `sku`, pages by `seller_id`, or one page of all (of one `seller`'s)."""

    id: Keys[ItemId] = ()
    sku: Keys[SkuText] = ()
    seller_id: Keys[UserId] = ()
    search: Search | None = None
    in_stock: bool | None = None
    seller: UserId | None = None
    order: ItemOrder = ItemOrder.NAME_ASCENDING


class ReservationsQuery(PageQuery, frozen=True):
    """A batch by `id`, pages by `user_id` or `item_id`, or one page of all that the caller may see."""

    id: Keys[ReservationId] = ()
    user_id: Keys[UserId] = ()
    item_id: Keys[ItemId] = ()


class EventsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    after: Annotated[int, Meta(ge=0)] = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class LegacyQuery(Struct, frozen=True, forbid_unknown_fields=True):
    after: str | None = None


class NewItemBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What a seller puts on the shelf."""

    sku: str
    name: str
    price: "NewPrice"
    description: str | None = None
    quantity: int = 0


class NewPrice(Struct, frozen=True, forbid_unknown_fields=True):
    amount: AmountText
    currency: CurrencyText


class PriceChange(Struct, frozen=True, forbid_unknown_fields=True):
    amount: AmountText | UnsetType = UNSET
    currency: CurrencyText | UnsetType = UNSET


class ItemChangesBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; members left out stay as they are, a null description is taken away."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    price: PriceChange | UnsetType = UNSET


class AdjustmentBody(Struct, frozen=True, forbid_unknown_fields=True):
    """How many more, or less, are there, and why."""

    by: int
    reason: str


class NewReservationBody(Struct, frozen=True, forbid_unknown_fields=True):
    quantity: int


def item_row(item: Item, cursor: str | UnsetType = UNSET) -> ItemRow:
    return ItemRow(
        id=item.id,
        sku=item.sku.text,
        name=item.name.text,
        description=None if item.description is None else item.description.text,
        price=Price(_decimal(item.price.amount), item.price.currency),
        quantity=item.quantity,
        reserved=item.reserved,
        available=item.available,
        seller_id=item.seller_id,
        created_at=_instant(item.created_at),
        updated_at=_instant(item.updated_at),
        cursor=cursor,
    )


def reservation_row(
    reservation: Reservation, now: datetime, cursor: str | UnsetType = UNSET
) -> ReservationRow:
    return ReservationRow(
        id=reservation.id,
        item_id=reservation.item_id,
        user_id=reservation.user_id,
        quantity=reservation.quantity,
        status=reservation.status_at(now),
        created_at=_instant(reservation.created_at),
        expires_at=_instant(reservation.expires_at),
        cursor=cursor,
    )


def event_row(recorded: RecordedEvent) -> EventRow:
    event = recorded.event
    return EventRow(
        position=recorded.position,
        id=event.id,
        kind=event.kind,
        at=_instant(event.at),
        user_id=event.user_id,
        item_id=event.item_id,
        detail=event.detail,
    )


def _decimal(amount: Decimal) -> str:
    return format(amount, "f")


def _instant(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
