"""Things in stock."""

import graphene

from gateway.binding.declare import Entity, one, page
from gateway.binding.scalars import DateTime
from gateway.schema.money import Money
from gateway.schema.node import Node
from gateway.schema.services import INVENTORY, SELLER_OR_RESERVATIONS_READ, collection


class ItemOrder(graphene.Enum):
    """The order of a list of items."""

    NAME_ASC = "name"
    NAME_DESC = "-name"
    PRICE_ASC = "price"
    PRICE_DESC = "-price"
    NEWEST = "newest"


class Item(Entity):
    """A thing in stock. `id` starts with itm_."""

    class Meta:
        interfaces = (Node,)
        collection = collection(INVENTORY, "/items", "itm")

    id = graphene.ID(required=True)
    sku = graphene.String(required=True)
    name = graphene.String(required=True)
    description = graphene.String()
    price = graphene.Field(Money, required=True)
    quantity = graphene.Int(required=True, description="On hand.")
    reserved = graphene.Int(required=True, description="Held for someone.")
    available = graphene.Int(required=True, description="quantity - reserved, never negative.")
    seller = one("gateway.schema.user.User", key="seller_id")
    created_at = DateTime(required=True)
    updated_at = DateTime(required=True)
    reservations = page(
        "gateway.schema.reservation.Reservation",
        by="item_id",
        requires=SELLER_OR_RESERVATIONS_READ,
        description="The seller, or the scope reservations:read.",
    )
