"""A service's answer to rows that are what the binding declares, and faults where they are not.

The fast way decodes the whole answer into typed rows. Only when that fails, or rows may hide something from the viewer, each row
and member is looked at by itself, so that what is sound is kept.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from gateway.errors import Forbidden, InvalidAnswer
from gateway.execution.results import ROOT, Fault, Index, PageOf
from gateway.execution.rowtypes import row_type, wire_type
from gateway.planning.plan import Answer, Array, Column, Fetch, Leaf, Record, attribute

_BROKEN = (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError)


class Decoder:
    """Decodes the answers of one fetch."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.service = fetch.service.name
        self.row = row_type(fetch.record, fetch.field.name.value)
        self.guarded = [column for column in fetch.record.columns if column.withheld]
        self.typed = msgspec.json.Decoder(self._envelope())

    def decode(self, body: bytes, keys: Sequence[Any], after: str | None) -> Index:
        """An answer's rows by key (`keys`: those that were asked for), or its page or pages."""
        try:
            answer: Any = self.typed.decode(body)
        except _BROKEN as broken:
            answer = self._salvage(body, str(broken))
        if isinstance(answer, Fault):
            return dict.fromkeys(keys or (ROOT,), answer)
        if self.fetch.answer is Answer.ROW:
            return {ROOT: answer}
        if self.fetch.answer is Answer.PAGE:
            return {ROOT: self._page(answer, after)}
        if self.fetch.answer is Answer.PAGES:
            return self._pages(answer, keys, after)
        rows = answer if isinstance(answer, list) else answer.rows
        self._withhold(rows, getattr(answer, "withheld", None))
        return self._by_key(rows, keys)

    def _envelope(self) -> Any:
        """The type of a whole answer."""
        rows = list[self.row]  # type: ignore[name-defined]
        page_fields: list[Any] = [
            ("rows", rows),
            ("next", str | None),
            ("total", int | None, None),
            ("withheld", dict[str, list[str]] | None, None),
        ]
        name = {"rows": self.fetch.rows or "items"}
        match self.fetch.answer:
            case Answer.ROW:
                return self.row
            case Answer.PAGE:
                return msgspec.defstruct("PageAnswer", page_fields, rename=name, kw_only=True)
            case Answer.PAGES:
                page = msgspec.defstruct("PageAnswer", page_fields, rename=name, kw_only=True)
                return msgspec.defstruct("PagesAnswer", [("pages", dict[str, page])])  # type: ignore[valid-type]
        if self.fetch.rows is None:
            return rows
        return msgspec.defstruct("RowsAnswer", [page_fields[0], page_fields[3]], rename=name, kw_only=True)

    # --- typed rows to an index -----------------------------------------------------------------------------------

    def _by_key(self, rows: Iterable[Any], keys: Sequence[Any]) -> Index:
        name = attribute(self.fetch.by or "")
        asked = set(map(self._folded, keys))
        index: Index = {}
        stray = None
        for row in rows:
            key = row if isinstance(row, Fault) else self._folded(getattr(row, name))
            if isinstance(key, Fault):
                stray = key
            elif key not in asked:
                stray = self._fault(f"a row with {self.fetch.by} {key!r} was not asked for")
            elif key in index:
                index[key] = self._fault(f"two rows with {self.fetch.by} {key!r}")
            else:
                index[key] = row
        return {key: index.get(self._folded(key), stray) for key in keys}

    def _folded(self, key: Any) -> Any:
        return key.casefold() if self.fetch.ignore_case and isinstance(key, str) else key

    def _page(self, page: Any, after: str | None) -> Any:
        if isinstance(page, Fault):
            return page
        if self.fetch.count and page.total is None:
            return self._fault("a page without total, which was asked for")
        self._withhold(page.rows, page.withheld)
        return PageOf(page.rows, page.next, page.total, after)

    def _pages(self, answer: Any, keys: Sequence[Any], after: str | None) -> Index:
        missing = self._fault("a key that was asked for has no page")
        pages = answer.pages
        return {key: self._page(pages[str(key)], after) if str(key) in pages else missing for key in keys}

    def _withhold(self, rows: Iterable[Any], withheld: dict[str, list[str]] | None) -> None:
        """A guarded member that is absent is forbidden where the service says that it withheld it, a fault else."""
        for column in self.guarded:
            for row in rows:
                if getattr(row, column.attribute, None) is UNSET:
                    listed = (withheld or {}).get(str(getattr(row, attribute(self.fetch.key), None)), ())
                    hidden = (
                        Fault(Forbidden()) if column.member in listed else self._fault(f"no {column.member}")
                    )
                    setattr(row, column.attribute, hidden)

    # --- what could not be decoded at once ------------------------------------------------------------------------

    def _salvage(self, body: bytes, reason: str) -> Any:
        """Sound rows and members of an answer that is not all sound; a Fault when it is no answer at all."""
        try:
            raw = msgspec.json.decode(body)
        except _BROKEN:
            return self._fault(f"no JSON: {reason}")
        if self.fetch.answer is Answer.ROW:
            return self._row(raw, "$")
        if self.fetch.answer is Answer.PAGES:
            return self._salvaged_pages(raw, reason)
        if self.fetch.answer is Answer.ROWS and self.fetch.rows is None:
            return self._rows(raw, "$") if isinstance(raw, list) else self._fault(reason)
        return self._salvaged_page(raw, "$", reason)

    def _salvaged_pages(self, raw: Any, reason: str) -> Any:
        pages = raw.get("pages") if isinstance(raw, dict) else None
        if not isinstance(pages, dict):
            return self._fault(reason)
        return _Pages(
            {key: self._salvaged_page(page, f"$.pages.{key}", reason) for key, page in pages.items()}
        )

    def _salvaged_page(self, raw: Any, where: str, reason: str) -> Any:
        rows = raw.get(self.fetch.rows) if isinstance(raw, dict) else None
        if not isinstance(rows, list):
            return self._fault(reason)
        try:
            rest = msgspec.convert({**raw, self.fetch.rows: []}, _Rest)
        except msgspec.ValidationError as broken:
            return self._fault(str(broken))
        if rest.next is UNSET and self.fetch.answer is not Answer.ROWS:
            return self._fault(f"{where}: no next")
        following = None if rest.next is UNSET else rest.next
        return _Page(self._rows(rows, where), following, rest.total, rest.withheld)

    def _rows(self, raw: list[Any], where: str) -> list[Any]:
        return [self._row(row, f"{where}[{i}]") for i, row in enumerate(raw)]

    def _row(self, raw: Any, where: str) -> Any:
        if not isinstance(raw, dict):
            return self._fault(f"{where}: an object was expected")
        return self._record(self.fetch.record, self.row, raw, where)

    def _record(self, record: Record, type_: type[Struct], raw: dict[str, Any], where: str) -> Any:
        return type_(**{c.attribute: self._member(c, raw, f"{where}.{c.member}") for c in record.columns})

    def _member(self, column: Column, raw: dict[str, Any], where: str) -> Any:
        if column.member not in raw:
            if column.withheld:
                return UNSET
            return None if column.absent_is_null else self._fault(f"{where} is missing")
        value = raw[column.member]
        if value is None and column.nullable:
            return None
        return self._value(column.type, value, where)

    def _value(self, type_: Leaf | Array | Record, value: Any, where: str) -> Any:
        if isinstance(type_, Record) and isinstance(value, dict):
            return self._record(type_, row_type(type_), value, where)
        if isinstance(type_, Array) and isinstance(value, list):
            return [
                None if item is None and type_.nullable else self._value(type_.of, item, f"{where}[{i}]")
                for i, item in enumerate(value)
            ]
        try:
            return msgspec.convert(value, wire_type(type_), strict=True)
        except msgspec.ValidationError as broken:
            return self._fault(f"{where}: {broken}")

    def _fault(self, detail: str) -> Fault:
        return Fault(InvalidAnswer(self.service, detail=f"{self.fetch.path}: {detail}"))


class _Rest(Struct):
    """Of a page, all but its rows."""

    next: str | msgspec.UnsetType | None = UNSET
    total: int | None = None
    withheld: dict[str, list[str]] | None = None


class _Page(Struct):
    rows: list[Any]
    next: str | None
    total: int | None
    withheld: dict[str, list[str]] | None


class _Pages(Struct):
    pages: dict[str, Any]
