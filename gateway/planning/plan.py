"""The plan: what an operation fetches, in waves, and the shape of its answer. Frozen data, comparable and printable.

A plan is made for one operation and for the values of its `@skip` and `@include` conditions and of its permission rules, so
that nothing below judges them again (docs/adr/0004).

    Plan ── stages (a query: one; a mutation: one a root field, in order)
      Stage ── fetches (each names the fetch whose rows give its keys; wave = its depth)
            └─ shape (what is written, from which fetch's rows)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from graphql import FieldNode

from gateway.auth.scopes import Decision
from gateway.binding.vocabulary import Command, FromArgument, FromViewer, Service

# --- rows: what is decoded of a service's answer --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaf:
    """A JSON value that becomes a GraphQL leaf: the scalar's name, or the enum's with the values it may have."""

    name: str
    values: tuple[str, ...] = ()


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


# --- fetches: the calls ---------------------------------------------------------------------------------------------


class Answer(Enum):
    """The form of a service's answer."""

    ROWS = "rows"  # {"items": [row…]}, matched by key
    PAGE = "page"  # {"items": [row…], "next": …}
    PAGES = "pages"  # {"pages": {key: page}}
    ROW = "row"  # the row itself


@dataclass(frozen=True, slots=True)
class FromRows:
    """Keys are this member of the rows of a fetch, found by following `trail` into them.

    `owner`: only rows whose member of that name is the viewer.
    """

    fetch: int
    trail: tuple[str, ...]
    member: str
    owner: str | None = None


KeySource = FromRows | FromArgument | FromViewer


@dataclass(frozen=True, slots=True)
class Fetch:
    """A call, or as many as its keys need. `field` holds its arguments, `type_name` is where that field stands.

    `keys`: where keys come from; `None`: the call has none. `by`: the query parameter and row member of the key.
    `key`: the member that identifies a row of the collection. `parameters`: argument -> query parameter, where the names differ.
    `id_arguments`: arguments that must match a pattern.
    """

    id: int
    wave: int
    service: Service
    path: str
    answer: Answer
    record: Record
    type_name: str
    field: FieldNode
    keys: KeySource | None = None
    by: str | None = None
    ignore_case: bool = False
    key: str = "id"
    rows: str | None = "items"
    max_keys: int = 100
    fan_out: int | None = None
    id_pattern: str | None = None
    public: bool = False
    count: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    id_arguments: tuple[tuple[str, str | None], ...] = ()
    command: Command | None = None


# --- shapes: the answer -----------------------------------------------------------------------------------------------


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
class Joined:
    """The row of a fetch that this row's member names."""

    slot: Slot
    fetch: int
    member: str
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
    """A root field with a resolver of its own (introspection too), answered by graphql-core."""

    slot: Slot
    nodes: tuple[FieldNode, ...]


FieldShape = (
    Value
    | Nested
    | Fixed
    | Denied
    | Joined
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


@dataclass(frozen=True, slots=True)
class Stage:
    """Fetches, in the order of their waves, and what is written from them."""

    fetches: tuple[Fetch, ...]
    shape: Shape

    def waves(self) -> Iterator[tuple[Fetch, ...]]:
        depth = max((fetch.wave for fetch in self.fetches), default=-1)
        return (tuple(f for f in self.fetches if f.wave == wave) for wave in range(depth + 1))


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is answered."""

    operation: str
    stages: tuple[Stage, ...]
