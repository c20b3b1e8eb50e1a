"""Shapes: what an answer looks like, and which row or fetch each value is read from. Frozen data."""

from dataclasses import dataclass
from enum import Enum

from graphql import FieldNode

from gateway.auth.scopes import Decision
from gateway.planning.records import Leaf


@dataclass(frozen=True, slots=True)
class Slot:
    """What every field of an answer has: its response key, whether null may stand there, and where it was asked for."""

    key: str
    non_null: bool
    locations: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A member of the row that is a leaf, or a list of leaves.

    `lists`: for each level of list, outermost first, whether its items may not be null. `owner`: the member that must name the
    viewer.
    """

    slot: Slot
    member: str
    leaf: Leaf
    lists: tuple[bool, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Nested:
    """A member of the row that is an object (`None`: the row itself), or a list of objects."""

    slot: Slot
    member: str | None
    shape: "Shape"
    lists: tuple[bool, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value known when planning: `__typename`, a constant."""

    slot: Slot
    value: object


@dataclass(frozen=True, slots=True)
class Denied:
    """A field that the viewer may not select."""

    slot: Slot
    decision: Decision


@dataclass(frozen=True, slots=True)
class Reading:
    """A member that a resolver reads, as the attribute `name`."""

    name: str
    member: str
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Computed:
    """What a resolver makes of the row. `number`: its own in the stage.

    `fetch` and `trail` lead to the rows; `type_name` is their GraphQL type.
    """

    slot: Slot
    number: int
    type_name: str
    nodes: tuple[FieldNode, ...]
    reads: tuple[Reading, ...]
    fetch: int
    trail: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The row of a fetch that this row's member names."""

    slot: Slot
    fetch: int
    member: str
    shape: "Shape"
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of rows: the root's (`member` is `None`), or the one that belongs to this row's member."""

    slot: Slot
    fetch: int
    member: str | None
    shape: "Shape"
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The row of a root lookup: of the one fetch, among those of an abstract type, that has one."""

    slot: Slot
    candidates: tuple[tuple[int, "Shape"], ...]


@dataclass(frozen=True, slots=True)
class Paged:
    """A page: the root's (`member` is `None`), or the one that belongs to this row's member."""

    slot: Slot
    fetch: int
    member: str | None
    shape: "Shape"
    owner: str | None = None


class PagePart(Enum):
    """A field of a connection, of its edges, or of its `pageInfo`."""

    NODES = "nodes"
    EDGES = "edges"
    PAGE_INFO = "pageInfo"
    TOTAL_COUNT = "totalCount"
    CURSOR = "cursor"
    NODE = "node"
    HAS_NEXT = "hasNextPage"
    HAS_PREVIOUS = "hasPreviousPage"
    START_CURSOR = "startCursor"
    END_CURSOR = "endCursor"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page; `shape` where it has fields of its own."""

    slot: Slot
    part: PagePart
    shape: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command's payload."""

    slot: Slot
    fetch: int
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Outcome:
    """In a payload: whether the command was done."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Refusals:
    """In a payload: the user errors."""

    slot: Slot
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A root field with a resolver of its own (introspection too)."""

    slot: Slot
    nodes: tuple[FieldNode, ...]


FieldShape = (
    Value
    | Nested
    | Fixed
    | Denied
    | Computed
    | Joined
    | Listed
    | Found
    | Paged
    | Part
    | Commanded
    | Outcome
    | Refusals
    | Resolved
)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of the answer: its fields in the order of their response keys."""

    type_name: str
    fields: tuple[FieldShape, ...]
