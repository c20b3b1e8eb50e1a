"""The shop's face: one file a type. `schema` is the Graphene schema."""

import graphene
from graphql import specified_directives

from gateway.binding.directives import DIRECTIVES
from gateway.schema.item import Item
from gateway.schema.journal_entry import JournalEntry
from gateway.schema.mutation import Mutation
from gateway.schema.query import Query
from gateway.schema.reservation import Reservation
from gateway.schema.user import User

schema = graphene.Schema(
    query=Query,
    mutation=Mutation,
    directives=[*specified_directives, *DIRECTIVES],
    types=[Item, JournalEntry, Reservation, User],
)

__all__ = ["schema"]
