"""Between the rows of the tables and the things of the domain."""

from typing import Any

from sqlalchemy import RowMapping

from .domain import Item, ItemChanges, Reservation, ReservationStatus
from .events import Event, RecordedEvent
from .values import Description, ItemName, Money, Sku, searchable


def item_of(row: RowMapping) -> Item:
    description = row["description"]
    return Item(
        id=row["id"],
        sku=Sku(row["sku"]),
        name=ItemName(row["name"]),
        description=None if description is None else Description(description),
        price=Money(row["price_minor_units"], row["currency"]),
        quantity=row["quantity"],
        reserved=row["reserved"],
        seller_id=row["seller_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def columns_of_item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "sku": item.sku.text,
        **_columns_of_name(item.name),
        **_columns_of_description(item.description),
        **_columns_of_price(item.price),
        "quantity": item.quantity,
        "reserved": item.reserved,
        "seller_id": item.seller_id,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }


def columns_of_changes(changes: ItemChanges) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if changes.name is not None:
        columns |= _columns_of_name(changes.name)
    if changes.description is not None or changes.clear_description:
        columns |= _columns_of_description(changes.description)
    if changes.price is not None:
        columns |= _columns_of_price(changes.price)
    return columns


def reservation_of(row: RowMapping) -> Reservation:
    return Reservation(
        id=row["id"],
        item_id=row["item_id"],
        user_id=row["user_id"],
        seller_id=row["seller_id"],
        quantity=row["quantity"],
        status=ReservationStatus(row["status"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )


def columns_of_reservation(reservation: Reservation) -> dict[str, Any]:
    return {
        "id": reservation.id,
        "item_id": reservation.item_id,
        "user_id": reservation.user_id,
        "seller_id": reservation.seller_id,
        "quantity": reservation.quantity,
        "status": reservation.status.value,
        "created_at": reservation.created_at,
        "expires_at": reservation.expires_at,
    }


def recorded_event_of(row: RowMapping) -> RecordedEvent:
    event = Event(row["id"], row["kind"], row["at"], row["user_id"], row["item_id"], row["detail"])
    return RecordedEvent(row["position"], event)


def columns_of_event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind,
        "at": event.at,
        "user_id": event.user_id,
        "item_id": event.item_id,
        "detail": event.detail,
    }


def _columns_of_name(name: ItemName) -> dict[str, Any]:
    return {"name": name.text, "name_key": searchable(name.text)}


def _columns_of_description(description: Description | None) -> dict[str, Any]:
    text = "" if description is None else description.text
    return {"description": text or None, "description_key": searchable(text)}


def _columns_of_price(price: Money) -> dict[str, Any]:
    return {"price_minor_units": price.minor_units, "currency": price.currency}
