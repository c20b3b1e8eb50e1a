"""Stock held for someone."""

import graphene

from gateway.binding.declare import Entity, one
from gateway.binding.scalars import DateTime
from gateway.schema.node import Node
from gateway.schema.services import INVENTORY, collection


class ReservationStatus(graphene.Enum):
    """What became of a reservation."""

    HELD = "HELD"
    RELEASED = "RELEASED"
    FULFILLED = "FULFILLED"
    EXPIRED = "EXPIRED"


class Reservation(Entity):
    """
    Stock held for a user. `id` starts with rsv_. Seen by its holder, the item's seller, or with reservations:read, by whatever
    path, `node` included; for anyone else as if it did not exist.
    """

    class Meta:
        interfaces = (Node,)
        collection = collection(INVENTORY, "/reservations", "rsv")

    id = graphene.ID(required=True)
    item = one("gateway.schema.item.Item", key="item_id")
    user = one("gateway.schema.user.User", key="user_id")
    quantity = graphene.Int(required=True)
    status = ReservationStatus(required=True)
    created_at = DateTime(required=True)
    expires_at = DateTime()
