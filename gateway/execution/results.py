"""What fetches leave behind for the assembler."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import GatewayError


@dataclass(frozen=True, slots=True)
class Fault:
    """It stands where a value would: in a row's attribute, at a key of an index."""

    error: GatewayError


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of rows. `next`: the cursor that goes on behind it; `after`: the one that it began behind."""

    rows: Sequence[Any]
    next: str | None
    total: int | None
    after: str | None


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


#: Of one fetch: key -> row, page, Fault, Refused. A fetch without keys, or of a root lookup, has the one key `ROOT`.
Index = dict[Any, Any]
ROOT = None


@dataclass(slots=True)
class Results:
    """Of one stage: indexes by fetch id; values and errors of the root fields that graphql-core answered, by response key."""

    subject: str | None
    indexes: dict[int, Index] = field(default_factory=dict)
    resolved: dict[str, tuple[Any, list[Located]]] = field(default_factory=dict)
