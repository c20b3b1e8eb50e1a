"""Reading collections: keys, pages and the cursors between them."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from .bodies import refuse_unstorable
from .problems import FieldError, Problem

T = TypeVar("T")
Row = TypeVar("Row")

MOST_KEYS = 100

Keys = Annotated[
    tuple[T, ...],
    Meta(
        max_length=MOST_KEYS,
        extra={"code": "TOO_MANY_KEYS", "detail": f"At most {MOST_KEYS} keys are asked for in one call."},
    ),
]
PageSize = Annotated[
    int, Meta(ge=1, le=100, extra={"code": "BAD_PAGE_SIZE", "detail": "A page has 1 to 100 rows."})
]


class PageQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters that every collection takes; a service's query adds its filters."""

    first: PageSize = 20
    after: str | None = None
    count: bool = False


class Batch(Struct, Generic[Row], frozen=True):
    """Rows by key; `withheld` names, by id, the members that the caller may not see."""

    items: list[Row]
    withheld: dict[str, list[str]] | UnsetType = UNSET


class Page(Struct, Generic[Row], frozen=True):
    """Rows in order; `next` is the cursor to go on from, null on the last page."""

    items: list[Row]
    next: str | None
    total: int | UnsetType = UNSET


class Pages(Struct, Generic[Row], frozen=True):
    """A page for every key that was asked."""

    pages: dict[str, Page[Row]]


class HasCursor(Protocol):
    @property
    def cursor(self) -> str | UnsetType: ...


CursorRow = TypeVar("CursorRow", bound=HasCursor)


def batch(rows: Sequence[Row], withheld: dict[str, list[str]] | None = None) -> Batch[Row]:
    return Batch(list(rows), withheld or UNSET)


def page(rows: Sequence[CursorRow], first: int, total: int | UnsetType = UNSET) -> Page[CursorRow]:
    """`rows` are one more than `first` where there are more to come; that one is not shown."""
    shown = list(rows[:first])
    last = shown[-1].cursor if shown and len(rows) > first else None
    return Page(shown, last if isinstance(last, str) else None, total)


class Order:
    """A named order and the types of the values that place a row in it, the unique one last."""

    def __init__(self, name: str, *types: Any) -> None:
        self.name = name
        # Built at run time, so spelled as a call: no type checker can follow it.
        self._shape: Any = tuple.__class_getitem__((str, *types))

    def cursor(self, *values: Any) -> str:
        text = msgspec.json.encode((self.name, *values))
        return base64.urlsafe_b64encode(_checksum(text) + text).rstrip(b"=").decode()

    def position(self, after: str | None) -> tuple[Any, ...] | None:
        """The values behind which to go on; 400 BAD_CURSOR for a cursor of another order, or none of ours."""
        if after is None:
            return None
        try:
            raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
            if raw[:4] != _checksum(raw[4:]):
                raise _bad_cursor()
            name, *values = msgspec.json.decode(raw[4:], type=self._shape)
            # A checksum is no signature: what a forged cursor holds must not upset the database.
            refuse_unstorable(values)
        except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError, Problem):
            raise _bad_cursor() from None
        if name != self.name:
            raise _bad_cursor()
        return tuple(values)


def _checksum(text: bytes) -> bytes:
    return zlib.crc32(text).to_bytes(4, "big")


def _bad_cursor() -> Problem:
    detail = "This cursor is broken or was made under another order; take one from a page of this order."
    return Problem(400, "BAD_CURSOR", detail, (FieldError("/after", "BAD_CURSOR", detail),))
