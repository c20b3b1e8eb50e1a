"""What the oracle finds in a stock: each call by itself, its faults as the errors that the gateway should tell."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.errors import (
    BadInput,
    Forbidden,
    GatewayError,
    ServiceRateLimited,
    ServiceRefused,
    ServiceTimeout,
    ServiceUnavailable,
    Unauthenticated,
)
from tests.oracle.checked_values import Row, wrong
from tests.oracle.stock import Json, Stock, page_of, place_of

ERRORS: dict[str, GatewayError] = {
    "down": ServiceUnavailable("shop", detail="down"),
    "slow": ServiceTimeout("shop", detail="slow"),
    "broken": ServiceUnavailable("shop", detail="500"),
    "late": ServiceTimeout("shop", detail="504"),
    "busy": ServiceRateLimited("shop", detail="429"),
    "gone": ServiceRefused("shop", detail="404"),
    "refused": Forbidden(),
    "unknown": Unauthenticated(),
    "mistaken": BadInput("no"),
    "garbled": wrong(),
    "bare": wrong(),
}


@dataclass(frozen=True)
class Page:
    first: int
    after: str | None


@dataclass
class Calls:
    """`serial`: how many commands were done before."""

    blueprint: Blueprint
    stock: Stock
    serial: int = 0

    def found(self, target: str, key: str) -> Any:
        """The row of this id, of a collection with a batch endpoint or without."""
        collection = self.blueprint.collections[target]
        wanted = int(key) if collection.service.id_type is int else key
        return self.row(target, wanted, single=not collection.batch)

    def row(
        self, target: str, key: Any, *, by: str | None = None, single: bool = False, fold: bool = False
    ) -> Any:
        fault = self.stock.faults.get(target)
        if single and fault == "gone":
            return None
        self._raise(target, spared=single)
        name = by or self.blueprint.collections[target].key
        found = [row for row in self._rows(target) if _same(row.get(name), key, fold=fold)]
        if single and fault == "stray" and found:
            raise wrong()
        if not single and (len(found) > 1 or (found and fault == "twice")):
            raise wrong()
        if not single and not found and (fault == "hole" or (fault == "stray" and self._rows(target))):
            raise wrong()
        return self._row(target, found[0], single=single) if found else None

    def rows(self, binding: words.Many, key: Any, filters: Mapping[str, str]) -> Any:
        fault = self._raise(binding.target)
        rows = self._filtered(binding.target, filters)
        if binding.by is None:
            return self._seen(binding.target, rows, hole=fault == "hole")
        if fault == "hole" or (fault == "stray" and self._rows(binding.target)):
            raise wrong()
        found = [row for row in rows if _same(row.get(binding.by), key)]
        return self._seen(binding.target, found * 2 if fault == "twice" else found, hole=False)

    def page(self, binding: words.Page, key: Any, page: Page, filters: Mapping[str, str]) -> Json:
        collection = self.blueprint.collections[binding.target]
        paging = collection.paging
        place = _counted(page, paging) if paging else place_of(page.after)
        fault = self._raise(binding.target, spared=place is None)
        if place is None:
            raise BadInput("after")
        filters = {name: value for name, value in filters.items() if name not in ("first", "after")}
        rows = self._rows(binding.target) if paging else self._filtered(binding.target, filters)
        if binding.by is not None:
            rows = [row for row in rows if _same(row.get(binding.by), key)]
        if (fault == "overfull" and len(rows) - place > page.first) or (fault == "miscounted" and not paging):
            raise wrong()
        if paging:
            rows = [{**row, "cursor": _cursor(at)} for at, row in enumerate(rows, start=1)]
        paged = page_of(rows, page.first, place)
        if paging and paged["next"]:
            paged["next"] = _cursor(place + len(paged["items"]))
        return self._connection(binding.target, paged, page, hole=fault == "hole")

    def _connection(self, target: str, paged: Json, page: Page, *, hole: bool) -> Json:
        seen = self._seen(target, paged["items"], hole=hole)
        cursors = [self._cursor(row) for row in seen]
        return {
            "nodes": seen,
            "edges": [
                row if isinstance(row, Exception) else {"cursor": at, "node": row}
                for row, at in zip(seen, cursors, strict=True)
            ],
            "totalCount": paged["total"],
            "pageInfo": {
                "hasNextPage": paged["next"] is not None,
                "hasPreviousPage": page.after is not None,
                "startCursor": cursors[0] if seen else None,
                "endCursor": cursors[-1] if seen else None,
            },
        }

    def _cursor(self, row: Any) -> Any:
        if isinstance(row, Exception):
            return row
        cursor = row.members.get("cursor")
        return cursor if isinstance(cursor, str) else wrong()

    def _raise(self, target: str, *, spared: bool = False) -> str | None:
        """The collection's fault, raised where it is one of the whole call. `spared`: nothing is listed beside the rows."""
        fault = self.stock.faults.get(target)
        if fault == "unlisted" and not spared and self.blueprint.collections[target].rows is not None:
            raise wrong()
        if fault in ERRORS:
            raise ERRORS[fault].again()
        return fault

    def _rows(self, target: str) -> list[Json]:
        rows = self.stock.rows[target]
        return [{**row, "writes": self.serial} if "writes" in row else row for row in rows]

    def _filtered(self, target: str, filters: Mapping[str, str]) -> list[Json]:
        wanted = {n: v for n, v in filters.items() if n not in ("first", "after")}
        return [row for row in self._rows(target) if all(str(row.get(n)) == v for n, v in wanted.items())]

    def _seen(self, target: str, rows: list[Json], *, hole: bool) -> list[Any]:
        seen: list[Any] = [self._row(target, row) for row in rows]
        return [wrong(), *seen[1:]] if hole and seen else seen

    def _row(self, target: str, row: Json, *, single: bool = False) -> Row:
        collection = self.blueprint.collections[target]
        listed = not single and collection.rows is not None
        withheld = self.stock.withheld.get(str(row[collection.key]), ()) if listed else ()
        return Row(target, row, collection.service, tuple(withheld))


def _same(value: Any, key: Any, *, fold: bool = False) -> bool:
    if fold:
        return isinstance(value, str) and value.casefold() == key.casefold()
    return type(value) is type(key) and bool(value == key)


def _cursor(place: int) -> str:
    return b64encode(f"row:{place}".encode()).decode()


def _counted(page: Page, paging: words.Paging) -> int:
    """How many rows stand before a page of a service without cursors."""
    if page.after is None:
        return 0
    try:
        place = re.fullmatch(r"row:(\d+)", b64decode(page.after).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        place = None
    if place is None or (paging.numbered and int(place[1]) % page.first):
        raise BadInput("after")
    return int(place[1])
