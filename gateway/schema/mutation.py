"""What can be done."""

import graphene

from gateway.schema.people import People
from gateway.schema.sessions import Sessions
from gateway.schema.stock import Stock


class Mutation(Sessions, People, Stock, graphene.ObjectType):
    """What can be done."""
