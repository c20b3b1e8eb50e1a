"""The plan: what an operation fetches, in waves, and the shape of its answer. Frozen data, comparable and printable.

A plan is made for one operation and for the values of its `@skip` and `@include` conditions and of its permission rules, so
that nothing below judges them again (docs/adr/0004).

    Plan ── stages (a query: one; a mutation: one a root field, in order)
      Stage ── fetches (each names the fetch whose rows give its keys; wave = its depth)
            ├─ shape (what is written, from which fetch's rows)
            └─ hosted (bound fields below resolvers, each a stage of its own)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from graphql import FieldNode

from gateway.auth.scopes import Decision
from gateway.binding.page_size import USUAL, PageSize
from gateway.binding.vocabulary import Command, FromArgument, FromViewer, Paging, Service
from gateway.planning.records import Record
from gateway.planning.shapes import Computed, Shape

#: The fetch that objects stand for which a resolver gave.
HOST = -1


class Answer(Enum):
    """The form of a service's answer."""

    ROWS = "rows"  # {"items": [row…]}, matched by key
    GROUPS = "groups"  # {"items": [row…]}, lists by key
    LIST = "list"  # {"items": [row…]}
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
    `key`: the member that identifies a row of the collection. `integer_keys`: keys are integers, `comma`: in one parameter.
    `parameters`: argument -> query parameter, where the names differ.
    `id_arguments`: arguments that must match a pattern. `max_rows`: how long a list is at most, where that is declared.
    `page_size`: how large a page may be. `denied`: the rows are not for the viewer, so that it is not made.
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
    integer_keys: bool = False
    comma: bool = False
    ignore_case: bool = False
    key: str = "id"
    rows: str | None = "items"
    max_keys: int = 100
    max_rows: int | None = None
    fan_out: int | None = None
    id_pattern: str | None = None
    paging: Paging | None = None
    page_size: PageSize = USUAL
    public: bool = False
    denied: Decision | None = None
    count: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    id_arguments: tuple[tuple[str, str | None], ...] = ()
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Fetches, in the order of their waves, and what is written from them.

    `hosted`: the bound fields below resolvers. `computed`: the fields that resolvers make of the rows.
    """

    fetches: tuple[Fetch, ...]
    shape: Shape
    hosted: "tuple[Hosted, ...]" = ()
    computed: tuple[Computed, ...] = ()

    def waves(self) -> Iterator[tuple[Fetch, ...]]:
        depth = max((fetch.wave for fetch in self.fetches), default=-1)
        return (tuple(f for f in self.fetches if f.wave == wave) for wave in range(depth + 1))


@dataclass(frozen=True, slots=True)
class Hosted:
    """A bound field of objects that a resolver gave.

    `path`: response keys from the root to it. `listed`: a list stands on the way, so that there may be any number of objects.
    `parent` and `nodes`: where it stands. `members`: what each object must have. `stage`: what is fetched.
    """

    path: tuple[str, ...]
    listed: bool
    parent: str
    nodes: tuple[FieldNode, ...]
    members: tuple[str, ...]
    stage: Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is answered."""

    operation: str
    stages: tuple[Stage, ...]
