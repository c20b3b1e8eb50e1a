"""The scalars that travel as JSON strings, and how each GraphQL leaf type looks on the wire."""

import datetime
from typing import Annotated, Any

import graphene
from msgspec import Meta

INT_32 = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]

#: GraphQL scalar name -> the type that a JSON value is checked against, strictly.
WIRE_TYPES: dict[str, Any] = {
    "ID": str,
    "IntegerID": int,  # an ID of a service whose ids are integers
    "String": str,
    "Int": INT_32,
    "Float": float,
    "Boolean": bool,
    "DateTime": Annotated[datetime.datetime, Meta(tz=True)],
    # Handed on as it is written, so that no digit is lost and none is added.
    "Decimal": str,
}

#: Scalars that are strings of a certain form, which is looked at for many values at once (execution/forms.py).
FORMS: dict[str, str] = {"Decimal": r"-?[0-9]++(?:\.[0-9]++)?"}


class DateTime(graphene.DateTime):
    """An instant, ISO 8601 with offset, e.g. 2026-11-21T09:30:00Z."""


class Decimal(graphene.Decimal):
    """An exact decimal number, as a string, e.g. "19.90"."""
