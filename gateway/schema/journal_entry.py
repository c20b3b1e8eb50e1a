"""What happened."""

import graphene

from gateway.binding.declare import Entity, one
from gateway.binding.scalars import DateTime
from gateway.schema.node import Node
from gateway.schema.services import USERS, collection


class JournalEntry(Entity):
    """
    What happened, in order, told by the services' events. `id` starts with jrn_. Seen by its user, or with journal:read, by
    whatever path.
    """

    class Meta:
        interfaces = (Node,)
        collection = collection(USERS, "/journal", "jrn")

    id = graphene.ID(required=True)
    kind = graphene.String(required=True)
    at = DateTime(required=True)
    user = one("gateway.schema.user.User", key="user_id")
    item = one("gateway.schema.item.Item", key="item_id")
    detail = graphene.String(required=True)
