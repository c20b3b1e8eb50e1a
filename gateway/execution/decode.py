"""A service's answer to rows that are what the binding declares: one pass in C where all is sound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from msgspec import UNSET

from gateway.errors import Forbidden, InvalidAnswer
from gateway.execution.envelopes import decoder_of
from gateway.execution.forms import check_forms, forms_of
from gateway.execution.results import ROOT, Decoded, Fault, Index, PageOf
from gateway.execution.rowtypes import row_type
from gateway.execution.salvage import BROKEN, Salvage
from gateway.planning.plan import Answer, Fetch
from gateway.planning.records import Column, attribute


@dataclass(frozen=True, slots=True)
class PageAsked:
    """The page that was asked for: how many rows at most (`None`: no page was), behind which cursor."""

    first: int | None = None
    after: str | None = None


NO_PAGE = PageAsked()

# Asked of each answer: a name of the module is found faster than a member of an Enum.
ROW, ROWS, PAGE, PAGES, LIST = Answer.ROW, Answer.ROWS, Answer.PAGE, Answer.PAGES, Answer.LIST


class Decoder:
    """Decodes the answers of one fetch. `decode` says whether it found a fault, so that nobody need look for one again."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.row = row_type(fetch.record, fetch.field.name.value)
        self.guarded = [column for column in fetch.record.columns if column.withheld]
        self.typed = decoder_of(self.row, fetch.answer, fetch.rows)
        self.forms = forms_of(fetch.record)
        self.key_of = attrgetter(attribute(fetch.by or fetch.key))

    def decode(self, body: bytes, keys: Sequence[Any], asked: PageAsked) -> Decoded:
        """An answer's rows by key (`keys`: those that were asked for), or its page or pages."""
        sound = True
        try:
            answer: Any = self.typed.decode(body)
            if self.forms:
                check_forms(self.forms, self._rows_of(answer))
        except BROKEN as broken:
            sound, answer = False, Salvage(self.fetch, self.row).salvage(body, str(broken))
        if isinstance(answer, Fault):
            return Decoded(dict.fromkeys(keys or (ROOT,), answer), sound=False, broken=True)
        kind = self.fetch.answer
        if kind is PAGE:
            page = self._page(answer, asked)
            return Decoded({ROOT: page}, sound and isinstance(page, PageOf) and not page.hides)
        if kind is PAGES:
            pages = self._pages(answer, keys, asked)
            whole = all(isinstance(page, PageOf) and not page.hides for page in pages.values())
            return Decoded(pages, sound and whole)
        if kind is ROW:
            return self._by_key([answer], keys, sound) if keys else Decoded({ROOT: answer}, sound)
        rows = answer if isinstance(answer, list) else answer.rows
        if self.guarded and self._withhold(rows, getattr(answer, "withheld", None)):
            sound = False
        if kind is LIST:
            return self._bounded({ROOT: rows}, sound)
        return self._by_key(rows, keys, sound) if kind is ROWS else self._grouped(rows, keys, sound)

    def _rows_of(self, answer: Any) -> list[Any]:
        """All rows of a typed answer."""
        if self.fetch.answer is ROW:
            return [answer]
        if self.fetch.answer is PAGES:
            return [row for page in answer.pages.values() for row in page.rows]
        rows: list[Any] = answer if isinstance(answer, list) else answer.rows
        return rows

    # --- rows matched by key --------------------------------------------------------------------------------------

    def _by_key(self, rows: list[Any], keys: Sequence[Any], sound: bool) -> Decoded:
        if sound and not self.fetch.ignore_case:
            index = dict(zip(map(self.key_of, rows), rows, strict=True))
            if len(index) == len(rows) and index.keys() <= set(keys):
                return Decoded(index, sound=True)
        return self._matched(rows, keys, sound)

    def _matched(self, rows: Iterable[Any], keys: Sequence[Any], sound: bool) -> Decoded:
        """Row by row, where something is at fault. A stray row is a fault of the service, and of every key that has no row:
        it might be theirs."""
        asked = {self._folded(key): key for key in keys}
        index: Index = {}
        stray = None
        for row in rows:
            key = row if isinstance(row, Fault) else self._folded(self.key_of(row))
            if isinstance(key, Fault):
                stray = key
            elif key not in asked:
                stray = self._fault(f"a row with {self.fetch.by} {key!r} was not asked for")
            elif asked[key] in index:
                index[asked[key]] = self._fault(f"two rows with {self.fetch.by} {key!r}")
                sound = False
            else:
                index[asked[key]] = row
        if stray is None:
            return Decoded(index, sound)
        return Decoded({key: index.get(key, stray) for key in keys}, sound=False)

    def _folded(self, key: Any) -> Any:
        return key.casefold() if self.fetch.ignore_case and isinstance(key, str) else key

    def _grouped(self, rows: Iterable[Any], keys: Sequence[Any], sound: bool) -> Decoded:
        """A list for each key. A row that belongs to none that was asked for might be missing in any of them."""
        index: Index = {key: [] for key in keys}
        for row in rows:
            key = row if isinstance(row, Fault) else self.key_of(row)
            if isinstance(key, Fault):
                return Decoded(dict.fromkeys(keys, key), sound=False)
            if key not in index:
                stray = self._fault(f"a row with {self.fetch.by} {key!r} was not asked for")
                return Decoded(dict.fromkeys(keys, stray), sound=False)
            index[key].append(row)
        return self._bounded(index, sound)

    def _bounded(self, lists: Index, sound: bool) -> Decoded:
        """Lists that are not longer than their field says."""
        most = self.fetch.max_rows
        if most is not None:
            for key, rows in lists.items():
                if len(rows) > most:
                    lists[key] = self._fault(f"{len(rows)} rows in a list of at most {most}")
                    sound = False
        return Decoded(lists, sound)

    # --- pages ----------------------------------------------------------------------------------------------------

    def _page(self, page: Any, asked: PageAsked) -> Any:
        if isinstance(page, Fault):
            return page
        if asked.first is not None and len(page.rows) > asked.first:
            return self._fault(f"{len(page.rows)} rows in a page of {asked.first}")
        if self.fetch.count and page.total is None:
            return self._fault("a page without total, which was asked for")
        hidden = bool(self.guarded) and self._withhold(page.rows, page.withheld)
        return PageOf(page.rows, page.next, page.total, asked.after, hidden)

    def _pages(self, answer: Any, keys: Sequence[Any], asked: PageAsked) -> Index:
        pages = answer.pages
        return {
            key: self._page(pages[str(key)], asked)
            if str(key) in pages
            else self._fault(f"no page for {key!r}")
            for key in keys
        }

    def _withhold(self, rows: Iterable[Any], withheld: dict[str, list[str]] | None) -> bool:
        """A guarded member that is absent is forbidden where the service says that it withheld it, a fault else."""
        hidden = False
        for column in self.guarded:
            for row in rows:
                if getattr(row, column.attribute, None) is UNSET:
                    listed = (withheld or {}).get(str(getattr(row, attribute(self.fetch.key), None)), ())
                    reason = self._reason(column, withheld=column.member in listed)
                    setattr(row, column.attribute, reason)
                    hidden = hidden or reason is not None
        return hidden

    def _reason(self, column: Column, *, withheld: bool) -> Fault | None:
        """Why a guarded member is not there; `None`: it is null."""
        if withheld:
            return Fault(Forbidden())
        return None if column.absent_is_null else self._fault(f"no {column.member}")

    def _fault(self, detail: str) -> Fault:
        return Fault(InvalidAnswer(self.fetch.service.name, detail=f"{self.fetch.path}: {detail}"))
