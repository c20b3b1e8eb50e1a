"""Records: what is decoded of a row. Frozen data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """A JSON value that becomes a GraphQL leaf: the scalar's name, or the enum's with the values it may have."""

    name: str
    values: tuple[str, ...] = ()


INTEGER_ID = Leaf("IntegerID")
"""An ID that is an integer in JSON, and a string in GraphQL."""


@dataclass(frozen=True, slots=True)
class Array:
    """A JSON array."""

    of: "Leaf | Array | Record"
    nullable: bool


def attribute(member: str) -> str:
    """A member's name as a Python identifier."""
    return "m_" + "".join(c if c == "_" or c.isalnum() else f"_{ord(c):x}_" for c in member)


@dataclass(frozen=True, slots=True)
class Column:
    """One member of a record. `withheld`: the service may leave it out and say so."""

    member: str
    type: "Leaf | Array | Record"
    nullable: bool
    absent_is_null: bool = False
    withheld: bool = False

    @property
    def attribute(self) -> str:
        return attribute(self.member)


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object, of which only these members are read."""

    columns: tuple[Column, ...]

    def column(self, member: str) -> Column:
        return next(column for column in self.columns if column.member == member)
