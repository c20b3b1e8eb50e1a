"""Pages of services without cursors: rows or pages are counted, and the gateway's cursor is a row's place."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.binding.vocabulary import Paging
from gateway.errors import BadInput, InvalidAnswer
from gateway.execution.decode import PageAsked
from gateway.execution.port import Reply
from gateway.execution.results import ROOT, Decoded, Fault, PageOf
from gateway.planning.plan import Fetch

_PLACE = re.compile(r"row:(0|[1-9][0-9]{0,9})")
_NEXT = re.compile(r';\s*rel="?next\b', re.IGNORECASE)
_OURS = ("first", "after", "count")


@dataclass(frozen=True, slots=True)
class Numbered:
    """Asks for the pages of one fetch, and makes pages of the lists that are answered."""

    fetch: Fetch
    paging: Paging

    def query(self, pairs: Sequence[tuple[str, str]], page: PageAsked) -> list[tuple[str, str]]:
        """The parameters of a page, in place of those that the conventions have.

        Raises:
            BadInput: the cursor is none, or stands where no page of this size begins.
        """
        place, size = _place(page.after), page.first or 1
        if self.paging.numbered and place % size:
            raise BadInput("`after` is no end of a page of this size.", argument="after")
        start = place // size + 1 if self.paging.numbered else place
        rest = [(name, value) for name, value in pairs if name not in _OURS]
        return [(self.paging.size, str(size)), (self.paging.start, str(start)), *rest]

    def paged(self, listed: Decoded, reply: Reply, page: PageAsked) -> Decoded:
        """The page that the rows of an answer are."""
        rows = listed.index[ROOT]
        if isinstance(rows, Fault):
            return listed
        place, total = _place(page.after), self._total(reply.headers)
        if len(rows) > (page.first or 1):
            return self._fault(f"{len(rows)} rows in a page of {page.first}")
        if self.fetch.count and total is None:
            return self._fault("a page without total, which was asked for")
        for number, row in enumerate(rows, start=place + 1):
            if hasattr(row, "m_cursor"):
                row.m_cursor = _cursor(number)
        end = place + len(rows)
        more = self._has_more(reply.headers, total, page, end, len(rows))
        return Decoded({ROOT: PageOf(rows, _cursor(end) if more else None, total, page.after)}, listed.sound)

    def _has_more(
        self, headers: Mapping[str, str], total: int | None, page: PageAsked, end: int, size: int
    ) -> bool:
        """By the total, or the link to the next page; where a service tells neither, a full page is taken for a sign."""
        if total is not None:
            return end < total
        if "link" in headers:
            return _NEXT.search(headers["link"]) is not None
        return size == page.first

    def _total(self, headers: Mapping[str, str]) -> int | None:
        text = headers.get((self.paging.total or "").lower(), "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def _fault(self, detail: str) -> Decoded:
        fault = Fault(InvalidAnswer(self.fetch.service.name, detail=f"{self.fetch.path}: {detail}"))
        return Decoded({ROOT: fault}, sound=False)


def _cursor(place: int) -> str:
    return urlsafe_b64encode(f"row:{place}".encode()).decode()


def _place(cursor: Any) -> int:
    """How many rows stand before a page.

    Raises:
        BadInput: the cursor is none of ours.
    """
    if cursor is None:
        return 0
    try:
        match = _PLACE.fullmatch(urlsafe_b64decode(str(cursor)).decode())
    except ValueError:
        match = None
    if match is None:
        raise BadInput("`after` is no cursor.", argument="after")
    return int(match[1])
