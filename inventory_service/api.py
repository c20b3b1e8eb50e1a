"""The REST routes of inventory_service: who may call, what goes in, what comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import listing, reading
from .contract import (
    AdjustmentBody,
    Events,
    EventsQuery,
    ItemChangesBody,
    ItemRow,
    ItemsQuery,
    NewItemBody,
    NewReservationBody,
    ReservationRow,
    ReservationsQuery,
    event_row,
    item_row,
    reservation_row,
)
from .domain import Actor
from .refusals import PROBLEMS
from .repository import Transaction
from .rest.access import A_USER, ANYONE, SIGNED_IN, Scope
from .rest.answers import Answer, created, ok
from .rest.idempotency import once
from .rest.paging import Batch, Page, Pages
from .rest.problems import not_found
from .rest.request import Request
from .rest.routes import Routes
from .sellers import Sellers
from .service import Shop


@dataclass(frozen=True)
class Inventory:
    """What the views work on."""

    shop: Shop
    sellers: Sellers


api = Routes[Inventory](problems=PROBLEMS)


@api.get("/items", ANYONE, answers=(Batch[ItemRow], Page[ItemRow], Pages[ItemRow]))
def list_items(inventory: Inventory, request: Request[ItemsQuery, None]) -> Answer:
    """Items by id or sku, pages by seller, or a page of all."""
    return ok(listing.items(inventory.shop, request.query))


@api.get("/items/{item_id:itm}", ANYONE, answers=ItemRow)
def get_item(inventory: Inventory, request: Request[None, None]) -> Answer:
    """One item."""
    found = inventory.shop.repository.items("id", [request.path["item_id"]])
    if not found:
        raise not_found("item")
    return ok(item_row(found[0]))


@api.post(
    "/items",
    Scope("items:write"),
    answers=ItemRow,
    status=201,
    key="taken",
    problems=(
        "SKU_TAKEN 409",
        "CURRENCY_NOT_SUPPORTED 422",
        "SELLER_UNKNOWN 422",
        "UPSTREAM_UNAVAILABLE 503",
    ),
)
def add_item(inventory: Inventory, request: Request[None, NewItemBody]) -> Answer:
    """Put an item on the shelf; the caller is its seller."""
    A_USER.check(request.caller)
    seller_id = request.caller.subject
    # Before the transaction, which must not wait for another service.
    inventory.sellers.ensure_known(seller_id, request.context)

    def add(transaction: Transaction) -> Answer:
        item = inventory.shop.add_item(transaction, seller_id, reading.new_item(request.body))
        return created(item_row(item), f"/items/{item.id}")

    return _once(inventory, request, add)


@api.patch(
    "/items/{item_id:itm}",
    SIGNED_IN,
    answers=ItemRow,
    problems=("FORBIDDEN 403", "CURRENCY_NOT_SUPPORTED 422"),
)
def edit_item(inventory: Inventory, request: Request[None, ItemChangesBody]) -> Answer:
    """Change what is said of an item, or its price."""
    shop, item_id = inventory.shop, request.path["item_id"]

    def edit(transaction: Transaction) -> Answer:
        changes = reading.item_changes(request.body, shop.currency)
        return ok(item_row(shop.edit_item(transaction, _actor(request), item_id, changes)))

    return shop.repository.write(edit)


@api.post(
    "/items/{item_id:itm}/adjustments",
    SIGNED_IN,
    answers=ItemRow,
    key="taken",
    problems=("FORBIDDEN 403", "STOCK_RESERVED 409", "STOCK_LIMIT_EXCEEDED 409"),
)
def adjust_stock(inventory: Inventory, request: Request[None, AdjustmentBody]) -> Answer:
    """Count an item's stock anew."""
    item_id = request.path["item_id"]

    def adjust(transaction: Transaction) -> Answer:
        by, reason = reading.adjustment(request.body)
        actor = _actor(request)
        return ok(item_row(inventory.shop.adjust_stock(transaction, actor, item_id, by, reason)))

    return _once(inventory, request, adjust)


@api.post(
    "/items/{item_id:itm}/reservations",
    A_USER,
    answers=ReservationRow,
    status=201,
    key="required",
    problems=("OUT_OF_STOCK 409",),
)
def reserve(inventory: Inventory, request: Request[None, NewReservationBody]) -> Answer:
    """Hold units of an item for the caller."""
    shop, item_id = inventory.shop, request.path["item_id"]

    def hold(transaction: Transaction) -> Answer:
        quantity = reading.held_quantity(request.body.quantity)
        held = shop.reserve(transaction, request.caller.subject, item_id, quantity)
        return created(reservation_row(held, shop.now()), f"/reservations/{held.id}")

    return _once(inventory, request, hold)


@api.get(
    "/reservations", SIGNED_IN, answers=(Batch[ReservationRow], Page[ReservationRow], Pages[ReservationRow])
)
def list_reservations(inventory: Inventory, request: Request[ReservationsQuery, None]) -> Answer:
    """Reservations that the caller may see: by id, pages by user or item, or a page of all; newest first."""
    return ok(listing.reservations(inventory.shop, _actor(request), request.query))


@api.get("/reservations/{reservation_id:rsv}", SIGNED_IN, answers=ReservationRow)
def get_reservation(inventory: Inventory, request: Request[None, None]) -> Answer:
    """One reservation, to those who may see it."""
    found = inventory.shop.repository.reservations([request.path["reservation_id"]], _actor(request))
    if not found:
        raise not_found("reservation")
    return ok(reservation_row(found[0], inventory.shop.now()))


@api.post(
    "/reservations/{reservation_id:rsv}/release",
    SIGNED_IN,
    answers=ReservationRow,
    key="taken",
    problems=("FORBIDDEN 403", "NOT_HELD 409"),
)
def release(inventory: Inventory, request: Request[None, None]) -> Answer:
    """Give held units back."""
    shop, reservation_id = inventory.shop, request.path["reservation_id"]

    def give_back(transaction: Transaction) -> Answer:
        released = shop.release(transaction, _actor(request), reservation_id)
        return ok(reservation_row(released, shop.now()))

    return _once(inventory, request, give_back)


@api.post(
    "/reservations/{reservation_id:rsv}/fulfil",
    SIGNED_IN,
    answers=ReservationRow,
    key="taken",
    problems=("FORBIDDEN 403", "NOT_HELD 409"),
)
def fulfil(inventory: Inventory, request: Request[None, None]) -> Answer:
    """Hand held units over: they leave the shelf."""
    shop, reservation_id = inventory.shop, request.path["reservation_id"]

    def hand_over(transaction: Transaction) -> Answer:
        fulfilled = shop.fulfil(transaction, _actor(request), reservation_id)
        return ok(reservation_row(fulfilled, shop.now()))

    return _once(inventory, request, hand_over)


@api.get("/events", Scope("events:read"), answers=Events, cache="no-store")
def list_events(inventory: Inventory, request: Request[EventsQuery, None]) -> Answer:
    """What happened after a position, in order; an empty answer means nothing yet."""
    after, limit = request.query.after, request.query.limit
    rows = [event_row(recorded) for recorded in inventory.shop.repository.events_after(after, limit)]
    return ok(Events(rows, rows[-1].position if rows else after))


def _actor(request: Request[Any, Any]) -> Actor:
    return Actor(request.caller.subject, request.caller.scopes)


def _once(inventory: Inventory, request: Request[Any, Any], work: Callable[[Transaction], Answer]) -> Answer:
    """Work, the claim of its Idempotency-Key and the answer kept with it commit together."""
    return inventory.shop.repository.write(
        lambda transaction: once(transaction.connection, request, lambda: work(transaction))
    )
