"""What can be asked."""

import graphene

from gateway.auth.scopes import scope
from gateway.binding.declare import constant, lookup, page, signed_in
from gateway.schema.item import Item, ItemOrder
from gateway.schema.journal_entry import JournalEntry
from gateway.schema.node import Node
from gateway.schema.user import User

VERSION = "0.1.0"


class Query(graphene.ObjectType):
    """What can be asked."""

    version = constant(
        graphene.String, VERSION, required=True, description="Constant; answers without any service."
    )
    viewer = signed_in(User, description="The signed-in user, or null.")
    node = lookup(Node)
    item = lookup(Item)
    item_by_sku = lookup(Item, "sku", by="sku")
    items = page(
        Item,
        search=graphene.String(),
        seller_id=graphene.ID(),
        in_stock=graphene.Boolean(),
        order_by=ItemOrder(default_value="name"),
        parameters={"order_by": "order", "seller_id": "seller"},
        ids={"seller_id": User},
    )
    user = lookup(User)
    user_by_name = lookup(User, "name", by="name", ignore_case=True)
    users = page(User, search=graphene.String())
    journal = page(
        JournalEntry,
        first=graphene.Int(default_value=50),
        requires=scope("journal:read"),
        description="Everything that happened, newest first. Scope journal:read.",
    )
