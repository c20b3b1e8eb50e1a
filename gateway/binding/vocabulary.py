"""The words of a binding: plain data that says how a field is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

INTEGER_ID = r"0|-?[1-9][0-9]{0,17}"


@dataclass(frozen=True, slots=True)
class Service:
    """A REST service. Its address is the setting `<NAME>_URL`, e.g. `INVENTORY_URL` for `inventory`.

    `camel_case`: a field `created_at` without a word of its own is the member `createdAt`, else `created_at`. `id_type`: what an
    ID is in its JSON, `str` or `int`; in GraphQL it is a string always.
    """

    name: str
    camel_case: bool = False
    id_type: type[str] | type[int] = str

    def member(self, name: str) -> str:
        """The member that a field of this Python name is read from."""
        if not self.camel_case:
            return name
        first, *others = name.split("_")
        return first + "".join(word.capitalize() for word in others)


@dataclass(frozen=True, slots=True)
class Paging:
    """How a service without cursors is asked for pages: by the query parameters `size` and `start`.

    `start` counts rows from 0, or where `numbered` pages from 1. `total`: the header that tells how many rows there are in all.
    """

    size: str
    start: str
    numbered: bool = False
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """Where the rows of an entity live, and how the service speaks of them (docs/rest-conventions.md by default).

    `key`: the row member that identifies a row, and the query parameter that asks for rows by it.
    `key_style`: that parameter is repeated, once a key (`id=1&id=2`), or the keys are one value (`id=1,2`).
    `batch`: whether the service answers many keys in one call. `max_keys`: how many at most.
    `rows`: the member that holds the rows; `None`: the answer is a bare array.
    `id_pattern`: a regular expression that ids match wholly; an id that does not makes no call. Where ids are integers, those.
    `paging`: how pages are asked for where the service has no cursors.
    `public`: rows are the same for everyone, so that no user token is sent.
    """

    service: Service
    path: str
    key: str = "id"
    key_style: Literal["repeated", "comma"] = "repeated"
    batch: bool = True
    max_keys: int = 100
    rows: str | None = "items"
    id_pattern: str | None = None
    paging: Paging | None = None
    public: bool = False

    def __post_init__(self) -> None:
        if self.service.id_type is int and self.id_pattern is None:
            object.__setattr__(self, "id_pattern", INTEGER_ID)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the parent's own row; `absent_is_null` where the API leaves nulls out.

    `inferred`: the name is the field's, and stands for the service's way of writing it.
    """

    name: str
    absent_is_null: bool = False
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """The parent's row itself, seen as another type."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known at boot."""

    value: Any


@dataclass(frozen=True, slots=True)
class Computed:
    """What the type's `resolve_x` makes of some members of the row.

    `reads`: those members, by the Python names of their fields, or as relations name their keys. `fields`: Python name -> GraphQL
    field, of those that are fields; the blueprint knows.
    """

    reads: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class One:
    """The row that `key`, a member of the parent's row, names by its member `by`. Batched.

    `fan_out`: single calls instead, at most so many at once.
    """

    target: Any
    key: str
    by: str | None = None
    fan_out: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows whose member `by` equals the parent's `key`; without `by` a page of the whole collection.

    Arguments are query parameters under their own names, or those that `parameters` gives them. `ids`: argument -> target whose
    id pattern it must match.
    """

    target: Any
    by: str | None = None
    key: str = "id"
    parameters: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many:
    """All rows whose member `by` equals the parent's `key`, in one call for all parents; without `by` the whole collection.

    Arguments, `parameters` and `ids` are as of Page. `max_rows`: how long a list is at most; a longer one is a fault of the
    service. `None`: it may have any length.
    """

    target: Any
    by: str | None = None
    key: str = "id"
    max_rows: int | None = field(default=None, kw_only=True)
    parameters: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FromArgument:
    """The key is an argument of the field."""

    name: str


@dataclass(frozen=True, slots=True)
class FromViewer:
    """The key is the viewer's subject; anonymous: no call, null."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One row by `by`. For an interface: by id, the id's pattern tells the collection."""

    target: Any
    key: FromArgument | FromViewer
    by: str | None = None
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A mutation: one call that changes something. The payload's fields are read from its answer, or after it.

    `path` takes members of the input in braces, and `{viewer}`. `body`: input member -> JSON pointer in the body, for those that
    do not stand under their own name. `key_header`: the input member that goes into `Idempotency-Key`. `ids`: input member ->
    target whose id pattern it must match. `signs_in`: the members that lead to an access token in the answer, `session/token`:
    the payload is read as its bearer. `client_address`: whether the service is told whom the request comes from.
    """

    service: Service
    method: str
    path: str
    body: Mapping[str, str] = field(default_factory=dict)
    key_header: str | None = None
    ids: Mapping[str, Any] = field(default_factory=dict)
    signs_in: str | None = None
    client_address: bool = False


@dataclass(frozen=True, slots=True)
class Succeeded:
    """True when the command was done, false when it was refused with user errors."""


@dataclass(frozen=True, slots=True)
class UserErrors:
    """What the caller did wrong, from the service's problem document."""


Binding = Member | Whole | Constant | Computed | One | Many | Page | Lookup | Command | Succeeded | UserErrors


@dataclass(frozen=True, slots=True)
class Bound:
    """A field's binding, and its weight in the cost of an operation where that is not the usual one."""

    binding: Binding
    cost: int | None = None
