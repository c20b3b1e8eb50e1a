"""What is sound of an answer that is not all sound: looked at row by row and member by member, a Fault for each that is wrong."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct

from gateway.errors import InvalidAnswer
from gateway.execution.forms import has_form
from gateway.execution.results import Fault
from gateway.execution.rowtypes import row_type, wire_type
from gateway.planning.plan import Answer, Fetch
from gateway.planning.records import Array, Column, Leaf, Record

BROKEN = (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError)

_KINDS = {dict: "object", list: "array", str: "str", bool: "bool", type(None): "null"}

_WITHOUT_PAGES = (Answer.ROWS, Answer.GROUPS, Answer.LIST)

#: `totalCount` is a GraphQL Int, and a number of things.
Total = Annotated[int, Meta(ge=0, le=2**31 - 1)] | None


class _PageFacts(Struct):
    """Of a page, all but its rows."""

    next: str | msgspec.UnsetType | None = UNSET
    total: Total = None
    withheld: dict[str, list[str]] | None = None


@dataclass(slots=True)
class SalvagedPage:
    """As the typed page, but `rows` may hold faults."""

    rows: list[Any]
    next: str | None
    total: int | None
    withheld: dict[str, list[str]] | None


@dataclass(slots=True)
class SalvagedPages:
    pages: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Salvage:
    """Of one fetch; `row`: the type of its rows. Each Fault tells the log where (RFC 6901), what was expected and what came."""

    fetch: Fetch
    row: type[Struct]

    def salvage(self, body: bytes, reason: str) -> Any:
        """What the typed decoder would have given, faults in the place of what is wrong; a Fault when it is no answer at all."""
        try:
            raw = msgspec.json.decode(body)
        except BROKEN:
            return self._fault(f"no JSON: {reason}")
        if self.fetch.answer is Answer.ROW:
            return self._row(raw, "")
        if self.fetch.answer is Answer.PAGES:
            return self._pages(raw, reason)
        if self.fetch.rows is None and self.fetch.answer in _WITHOUT_PAGES:
            return self._rows(raw, "") if isinstance(raw, list) else self._fault(reason)
        return self._page(raw, "", reason)

    def _pages(self, raw: Any, reason: str) -> Any:
        pages = raw.get("pages") if isinstance(raw, dict) else None
        if not isinstance(pages, dict):
            return self._fault(reason)
        return SalvagedPages({key: self._page(page, f"/pages/{key}", reason) for key, page in pages.items()})

    def _page(self, raw: Any, where: str, reason: str) -> Any:
        rows = raw.get(self.fetch.rows) if isinstance(raw, dict) else None
        if not isinstance(rows, list):
            return self._fault(reason)
        try:
            facts = msgspec.convert(raw, _PageFacts)
        except msgspec.ValidationError as broken:
            return self._fault(f"{where}: {broken}")
        if facts.next is UNSET and self.fetch.answer not in _WITHOUT_PAGES:
            return self._fault(f"{where}/next: Expected `str | null`, got nothing")
        following = None if facts.next is UNSET else facts.next
        return SalvagedPage(
            self._rows(rows, f"{where}/{self.fetch.rows}"), following, facts.total, facts.withheld
        )

    def _rows(self, raw: list[Any], where: str) -> list[Any]:
        return [self._row(row, f"{where}/{i}") for i, row in enumerate(raw)]

    def _row(self, raw: Any, where: str) -> Any:
        if not isinstance(raw, dict):
            return self._fault(f"{where}: Expected `object`, got `{_kind(raw)}`")
        return self._record(self.fetch.record, self.row, raw, where)

    def _record(self, record: Record, type_: type[Struct], raw: dict[str, Any], where: str) -> Any:
        return type_(**{c.attribute: self._member(c, raw, f"{where}/{c.member}") for c in record.columns})

    def _member(self, column: Column, raw: dict[str, Any], where: str) -> Any:
        if column.member not in raw:
            if column.withheld:
                return UNSET
            return (
                None
                if column.absent_is_null
                else self._fault(f"{where}: Expected `{_name(column.type)}`, got nothing")
            )
        value = raw[column.member]
        if value is None and column.nullable:
            return None
        return self._value(column.type, value, where)

    def _value(self, type_: Leaf | Array | Record, value: Any, where: str) -> Any:
        if isinstance(type_, Record) and isinstance(value, dict):
            return self._record(type_, row_type(type_), value, where)
        if isinstance(type_, Array) and isinstance(value, list):
            return [
                None if item is None and type_.nullable else self._value(type_.of, item, f"{where}/{i}")
                for i, item in enumerate(value)
            ]
        try:
            sound = msgspec.convert(value, wire_type(type_), strict=True)
        except msgspec.ValidationError as broken:
            return self._fault(f"{where}: {broken}")
        if isinstance(type_, Leaf) and not has_form(type_, sound):
            return self._fault(f"{where}: Expected `{type_.name}`, got another `{_kind(value)}`")
        return sound

    def _fault(self, detail: str) -> Fault:
        return Fault(InvalidAnswer(self.fetch.service.name, detail=f"{self.fetch.path}: {detail}"))


def _kind(value: Any) -> str:
    """What JSON calls a value's type; the value itself is nothing for a log."""
    return _KINDS.get(type(value), "number")


def _name(type_: Leaf | Array | Record) -> str:
    match type_:
        case Leaf(name):
            return name
        case Array():
            return "array"
    return "object"
