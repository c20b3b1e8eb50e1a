"""A schema whose ids have no pattern: all that keeps them in their place is how calls are written."""

# mypy: disallow-subclassing-any=False
# mypy: disable-error-code="misc"

from typing import Any

import graphene

from gateway.binding.declare import Entity, Payload, command, lookup, one, page, post, succeeded
from gateway.binding.vocabulary import Collection, Service

VAULT = Service("vault")


class Seal(Entity):
    class Meta:
        collection = Collection(VAULT, "/seals", batch=False)

    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Box(Entity):
    class Meta:
        collection = Collection(VAULT, "/boxes")

    id = graphene.ID(required=True)
    name = graphene.String()
    seal = one(Seal, key="seal_id", fan_out=1)


class LabelInput(graphene.InputObjectType):
    box_id = graphene.ID(required=True)
    label = graphene.String(required=True)
    note = graphene.String()
    weight = graphene.Float()
    parts = graphene.Int()
    once_key = graphene.String()


class LabelPayload(Payload):
    ok = succeeded()


class Query(graphene.ObjectType):
    box = lookup(Box)
    box_named = lookup(Box, "name", by="name")
    boxes = page(Box, search=graphene.String())
    any_of = graphene.Boolean(lists=graphene.List(graphene.List(graphene.Int)))


class Mutation(graphene.ObjectType):
    label = command(
        LabelPayload, LabelInput, post(VAULT, "/boxes/{box_id}/labels/{label}", key_header="once_key")
    )


schema: Any = graphene.Schema(query=Query, mutation=Mutation)
