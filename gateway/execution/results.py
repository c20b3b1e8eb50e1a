"""What fetches leave behind for the assembler."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from gateway.auth.scopes import Decision
from gateway.errors import Forbidden, GatewayError, Unauthenticated


@dataclass(frozen=True, slots=True)
class Fault:
    """It stands where a value would: in a row's attribute, at a key of an index."""

    error: GatewayError

    def __post_init__(self) -> None:
        self.error.forget_frames()


def denied(decision: Decision) -> GatewayError:
    """What a viewer is told whom a rule denies something."""
    return Unauthenticated() if decision is Decision.UNAUTHENTICATED else Forbidden()


class PageOf(Struct, frozen=True, gc=False):
    """A page of rows. `next`: the cursor that goes on behind it; `after`: the one that it began behind.

    `hides`: some member of a row is withheld from the viewer.
    """

    rows: Sequence[Any]
    next: str | None
    total: int | None
    after: str | None
    hides: bool = False


def owns(subject: str | None, value: Any) -> bool:
    """Whether the viewer is whom a member names; an id may be an integer there."""
    return value == subject or (type(value) is int and str(value) == subject)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One user error; `field`: names of the input's members, outermost first."""

    code: str
    message: str
    field: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that was refused for what the caller wrote."""

    errors: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """An error of the answer: where it is, and where in the document it was asked for."""

    error: GatewayError
    path: tuple[str | int, ...]
    locations: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        self.error.forget_frames()


#: Of one fetch: key -> row, list of rows, page, Fault, Refused; a key without a row is absent. A fetch without keys, or of a
#: root lookup, has the one key `ROOT`.
Index = dict[Any, Any]
ROOT = None


class Decoded(Struct, frozen=True, gc=False):
    """An index, and whether it holds no Fault at all. `broken`: the answer was no use as a whole."""

    index: Index
    sound: bool
    broken: bool = False

    @classmethod
    def fault(cls, error: GatewayError, keys: Sequence[Any]) -> "Decoded":
        """The same fault for each of these keys, or at the root."""
        return cls(dict.fromkeys(keys or (ROOT,), Fault(error)), sound=False)


class Results(Struct, gc=False):
    """Of one stage: indexes by fetch id; values and errors of the root fields with resolvers, by response key.

    `sound`: no index holds a Fault. `computed`: of the fields that resolvers make of rows, by their number: id(row) -> value and
    errors, whose paths begin below the field.
    """

    subject: str | None
    sound: bool = True
    indexes: dict[int, Index] = {}
    resolved: dict[str, tuple[Any, list[Located]]] = {}
    computed: dict[int, dict[int, tuple[Any, list[Located]]]] = {}
