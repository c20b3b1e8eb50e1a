"""A schema that nests as deep as one likes."""

# mypy: disallow-subclassing-any=False

from typing import Any

import graphene

from gateway.binding.declare import Entity, one, page
from gateway.binding.vocabulary import Collection, Service


class Node(Entity):
    class Meta:
        collection = Collection(Service("tree"), "/nodes")

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    parent = one(lambda: Node, key="parent_id")
    children = page(lambda: Node, by="parent_id")


class Query(graphene.ObjectType):
    nodes = page(Node)


schema: Any = graphene.Schema(query=Query, types=[Node])
