"""What can be done to items and reservations."""

import graphene

from gateway.auth.scopes import AUTHENTICATED, scope
from gateway.binding.declare import Payload, command, one, patch, post
from gateway.binding.scalars import Decimal
from gateway.schema.item import Item
from gateway.schema.reservation import Reservation
from gateway.schema.services import INVENTORY

PRICE = {"amount": "/price/amount", "currency": "/price/currency"}


class AddItemInput(graphene.InputObjectType):
    sku = graphene.String(required=True)
    name = graphene.String(required=True)
    description = graphene.String()
    amount = Decimal(required=True)
    currency = graphene.String(default_value="EUR")
    quantity = graphene.Int(default_value=0)


class UpdateItemInput(graphene.InputObjectType):
    item_id = graphene.ID(required=True)
    name = graphene.String()
    description = graphene.String()
    amount = Decimal()
    currency = graphene.String()


class AdjustStockInput(graphene.InputObjectType):
    item_id = graphene.ID(required=True)
    by = graphene.Int(required=True)
    reason = graphene.String(required=True)
    idempotency_key = graphene.String()


class ReserveItemInput(graphene.InputObjectType):
    item_id = graphene.ID(required=True)
    quantity = graphene.Int(required=True)
    idempotency_key = graphene.String(required=True)


class ReleaseReservationInput(graphene.InputObjectType):
    reservation_id = graphene.ID(required=True)


class FulfilReservationInput(graphene.InputObjectType):
    reservation_id = graphene.ID(required=True)


class AddItemPayload(Payload):
    item = one(Item, key="id")


class UpdateItemPayload(Payload):
    item = one(Item, key="id")


class AdjustStockPayload(Payload):
    item = one(Item, key="id")


class ReserveItemPayload(Payload):
    reservation = one(Reservation, key="id")
    item = one(Item, key="item_id")


class ReleaseReservationPayload(Payload):
    reservation = one(Reservation, key="id")
    item = one(Item, key="item_id")


class FulfilReservationPayload(Payload):
    reservation = one(Reservation, key="id")
    item = one(Item, key="item_id")


class Stock:
    """Mutations of stock."""

    add_item = command(
        AddItemPayload,
        AddItemInput,
        post(INVENTORY, "/items", body=PRICE),
        requires=scope("items:write"),
        description="Scope items:write.",
    )
    update_item = command(
        UpdateItemPayload,
        UpdateItemInput,
        patch(INVENTORY, "/items/{item_id}", body=PRICE, ids={"item_id": Item}),
        requires=AUTHENTICATED,
        description="The seller, or the scope stock:write.",
    )
    adjust_stock = command(
        AdjustStockPayload,
        AdjustStockInput,
        post(INVENTORY, "/items/{item_id}/adjustments", key_header="idempotency_key", ids={"item_id": Item}),
        requires=AUTHENTICATED,
        description="The seller, or the scope stock:write.",
    )
    reserve_item = command(
        ReserveItemPayload,
        ReserveItemInput,
        post(INVENTORY, "/items/{item_id}/reservations", key_header="idempotency_key", ids={"item_id": Item}),
        requires=AUTHENTICATED,
    )
    release_reservation = command(
        ReleaseReservationPayload,
        ReleaseReservationInput,
        post(INVENTORY, "/reservations/{reservation_id}/release", ids={"reservation_id": Reservation}),
        requires=AUTHENTICATED,
        description="Who holds it, or the scope reservations:write.",
    )
    fulfil_reservation = command(
        FulfilReservationPayload,
        FulfilReservationInput,
        post(INVENTORY, "/reservations/{reservation_id}/fulfil", ids={"reservation_id": Reservation}),
        requires=AUTHENTICATED,
        description="The item's seller, or the scope reservations:write. The stock leaves the shelf.",
    )
