"""Amounts of money."""

import graphene

from gateway.binding.scalars import Decimal


class Money(graphene.ObjectType):
    """An exact amount in one currency (ISO 4217)."""

    amount = Decimal(required=True)
    currency = graphene.String(required=True)
