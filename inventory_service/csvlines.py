"""Reading items from a CSV file: every line is an item and its seller's name, or a reason why it is none."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from .domain import NewItem
from .values import (
    Description,
    InvalidMembersError,
    InvalidValueError,
    ItemName,
    Money,
    Quantity,
    Sku,
    make_all,
)

COLUMNS = ("sku", "name", "description", "amount", "currency", "quantity", "seller")


class _Reader(Protocol):
    """What csv.reader makes."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


class UnreadableFileError(Exception):
    """The file is no list of items at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A good line, by the number of its first line in the file."""

    number: int
    item: NewItem
    seller: str


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int
    reason: str


def read_lines(text: str) -> Iterator[Line | BadLine]:
    """The lines of a CSV file behind its heading, which must name COLUMNS, in whatever order.

    Raises UnreadableFileError before the first line. A lone surrogate in `text` stands for a byte that is not
    UTF-8.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heading = _heading(reader)
    skus: dict[str, int] = {}
    while (row := _next(reader)) is not None:
        number, fields = row
        line = fields if isinstance(fields, BadLine) else _line(number, heading, fields)
        if isinstance(line, Line):
            first = skus.setdefault(line.item.sku.text, number)
            if first != number:
                line = BadLine(number, f"sku: {line.item.sku.text} stands on line {first} already.")
        yield line


def _heading(reader: _Reader) -> Sequence[str]:
    try:
        heading = [name.strip() for name in next(reader)]
    except StopIteration:
        heading = []
    except csv.Error as error:
        raise UnreadableFileError(f"The heading is no CSV: {error}.") from None
    if sorted(heading) != sorted(COLUMNS):
        raise UnreadableFileError(f"The heading must name the columns {','.join(COLUMNS)}.")
    return heading


def _next(reader: _Reader) -> tuple[int, list[str] | BadLine] | None:
    while True:
        number = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return None
        except csv.Error as error:
            return number, BadLine(number, f"The line is no CSV: {error}.")
        if fields:
            return number, fields


def _line(number: int, heading: Sequence[str], fields: Sequence[str]) -> Line | BadLine:
    if len(fields) != len(heading):
        return BadLine(number, f"The line has {len(fields)} fields, {len(heading)} are wanted.")
    if any("\ud800" <= character <= "\udfff" for field in fields for character in field):
        return BadLine(number, "The line is not written in UTF-8.")
    row = {name: field.strip() for name, field in zip(heading, fields, strict=True)}
    try:
        members = _members(row)
    except InvalidMembersError as error:
        return BadLine(number, " ".join(f"{fault.path[-1]}: {fault.detail}" for fault in error.faults))
    seller = members.pop("seller")
    return Line(number, NewItem(**members), seller)


def _members(row: dict[str, str]) -> dict[str, Any]:
    return make_all(
        sku=partial(Sku, row["sku"]),
        name=partial(ItemName, row["name"]),
        description=partial(_description, row["description"]),
        price=partial(Money.parse, row["amount"], row["currency"]),
        quantity=partial(_quantity, row["quantity"]),
        seller=partial(_seller, row["seller"]),
    )


def _description(text: str) -> Description | None:
    return Description(text) if text else None


def _quantity(text: str) -> Quantity:
    if not re.fullmatch("[0-9]{1,18}", text):
        raise InvalidValueError("MALFORMED", f"A quantity is a whole number, not {text!r}.")
    return Quantity(int(text))


def _seller(name: str) -> str:
    if not name:
        raise InvalidValueError("REQUIRED", "A seller's name is wanted.")
    return name
