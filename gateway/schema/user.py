"""People."""

import graphene

from gateway.binding.declare import Entity, member, page
from gateway.binding.scalars import DateTime
from gateway.schema.node import Node
from gateway.schema.services import (
    SELF_OR_JOURNAL_READ,
    SELF_OR_RESERVATIONS_READ,
    SELF_OR_USERS_READ,
    USERS,
    collection,
)


class Role(graphene.Enum):
    """What someone may do in the shop."""

    CUSTOMER = "CUSTOMER"
    SELLER = "SELLER"
    CLERK = "CLERK"
    ADMIN = "ADMIN"


class User(Entity):
    """Someone who signed up. `id` starts with usr_."""

    class Meta:
        interfaces = (Node,)
        collection = collection(USERS, "/users", "usr")

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    since = DateTime(required=True)
    phone = member(
        graphene.String,
        "phone",
        requires=SELF_OR_USERS_READ,
        description="Seen by the user themself, or with the scope users:read; else null and an error FORBIDDEN at this path.",
    )
    email = member(graphene.String, "email", requires=SELF_OR_USERS_READ, description="As phone.")
    roles = graphene.List(graphene.NonNull(Role), required=True)
    items = page("gateway.schema.item.Item", by="seller_id")
    reservations = page(
        "gateway.schema.reservation.Reservation",
        by="user_id",
        requires=SELF_OR_RESERVATIONS_READ,
        description="The user themself, or the scope reservations:read.",
    )
    journal = page(
        "gateway.schema.journal_entry.JournalEntry",
        by="user_id",
        requires=SELF_OR_JOURNAL_READ,
        description="The user themself, or the scope journal:read.",
    )
