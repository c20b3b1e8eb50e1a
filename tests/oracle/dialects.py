"""Services that answer from a stock, each in its dialect (docs/rest-conventions.md unless its collection says otherwise)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from gateway.binding.blueprint import Blueprint
from gateway.binding.vocabulary import Collection, Paging
from gateway.errors import ServiceTimeout, ServiceUnavailable
from gateway.execution.port import Call, Reply
from tests.oracle.stock import STATUSES, Json, Problem, Stock, page_of, place_of

PROBLEM = b"HTTP/1.1 400 No\r\ncontent-type: application/problem+json"
GARBLED = Reply(200, b"", b"{NaN")
Pairs = list[tuple[str, str]]


def replied(answer: Any, headers: Mapping[str, str] | None = None) -> Reply:
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return Reply(200, "\r\n".join(lines).encode(), json.dumps(answer).encode())


def refused(status: int, code: str = "NO") -> Reply:
    return Reply(status, PROBLEM, json.dumps({"code": code}).encode())


@dataclass
class Services:
    """An Upstream. `serial`: how many commands were done."""

    blueprint: Blueprint
    stock: Stock
    serial: int = 0

    @cached_property
    def _entities(self) -> dict[tuple[str, str], str]:
        collections = self.blueprint.collections.items()
        return {(collection.service.name, collection.path): entity for entity, collection in collections}

    @cached_property
    def _key_names(self) -> frozenset[str]:
        """The parameters that rows are asked for by: keys stand first in a query."""
        asked = (getattr(bound.binding, "by", None) for bound in self.blueprint.fields.values())
        return frozenset(by for by in asked if by) | {c.key for c in self.blueprint.collections.values()}

    async def send(self, call: Call) -> Reply:
        if not call.safe:
            return self._command(call)
        entity = self._entities[call.service, call.template]
        fault = self.stock.faults.get(entity)
        if fault == "down":
            raise ServiceUnavailable(call.service, detail="down")
        if fault == "slow":
            raise ServiceTimeout(call.service, detail="slow")
        if fault in STATUSES:
            return refused(STATUSES[fault])
        if fault == "garbled":
            return GARBLED
        collection = self.blueprint.collections[entity]
        return Shelf(collection, self.stock, fault, self._rows(entity), self._key_names).answer(call)

    def _rows(self, entity: str) -> list[Json]:
        rows = self.stock.rows[entity]
        return [{**row, "writes": self.serial} if "writes" in row else row for row in rows]

    def _command(self, call: Call) -> Reply:
        self.serial += 1
        match self.stock.done:
            case "down":
                raise ServiceUnavailable(call.service, detail="down")
            case "garbled":
                return GARBLED
            case "nothing":
                return Reply(204, b"", b"")
            case Problem(status, None):
                return Reply(status, b"", b"no")
            case Problem(status, code, errors):
                faults = [{"pointer": at, "code": kind, "detail": "Wrong."} for at, kind in errors]
                document = {"code": code, "detail": "Refused.", "errors": faults}
                return Reply(status, PROBLEM, json.dumps(document).encode())
            case done:
                assert isinstance(done, dict)
                return replied({**done, "serial": self.serial})


@dataclass(frozen=True)
class Shelf:
    """One collection, and what its service does wrong."""

    collection: Collection
    stock: Stock
    fault: str | None
    rows: list[Json]
    key_names: frozenset[str]

    def answer(self, call: Call) -> Reply:
        if call.path != call.template:
            return self._single(unquote(call.path.rpartition("/")[2]))
        if self.fault == "bare":
            return replied({"items": []} if self.collection.rows is None else self.rows)
        pairs = parse_qsl(call.query, keep_blank_values=True)
        keys = self._keys(pairs)
        if self.collection.paging is not None and not keys:
            return self._numbered(pairs, self.collection.paging)
        return self._page(pairs) if not keys else self._by_keys(pairs, *keys)

    def _single(self, key: str) -> Reply:
        found = [row for row in self.rows if str(row[self.collection.key]) == key]
        if self.fault == "bare":
            return replied(found)
        if self.fault == "stray" and found:
            return replied({**found[0], self.collection.key: "stray"})
        return replied(found[0]) if found else refused(404)

    def _keys(self, pairs: Pairs) -> tuple[str, list[str]] | None:
        """The member that rows are asked for by, and its values; the other parameters are filters."""
        name = pairs[0][0] if pairs else None
        if name not in self.key_names:
            return None
        values = [value for other, value in pairs if other == name]
        return name, values[0].split(",") if self.collection.key_style == "comma" else values

    def _by_keys(self, pairs: Pairs, by: str, keys: list[str]) -> Reply:
        asked = dict(pairs)
        if "first" in asked:
            pages = {key: self._page_of(asked, self._found(by, [key])) for key in keys}
            if None in pages.values():
                return refused(400, "BAD_CURSOR")
            return replied({"pages": pages})
        found = self._filtered(pairs, [by], self._found(by, keys))
        found += found if self.fault == "twice" else []
        found += [{**self.rows[0], by: "stray"}] if self.fault == "stray" and self.rows else []
        found += [None] if self.fault == "hole" else []  # type: ignore[list-item]
        return replied(self._enveloped(found))

    def _found(self, by: str, keys: list[str]) -> list[Json]:
        if by == "title":
            return [row for row in self.rows if str(row.get(by)).casefold() in [k.casefold() for k in keys]]
        return [row for row in self.rows if str(row.get(by)) in keys]

    def _filtered(self, pairs: Pairs, known: list[str], rows: list[Json]) -> list[Json]:
        filters = {name: value for name, value in pairs if name not in (*known, "first", "after", "count")}
        return [row for row in rows if all(str(row.get(n)) == value for n, value in filters.items())]

    def _page(self, pairs: Pairs) -> Reply:
        asked, rows = dict(pairs), self._filtered(pairs, [], self.rows)
        if "first" not in asked:
            return replied(self._enveloped(self._with_hole(rows)))
        page = self._page_of(asked, rows)
        return refused(400, "BAD_CURSOR") if page is None else replied(page)

    def _page_of(self, asked: Mapping[str, str], rows: list[Json]) -> Json | None:
        after = place_of(asked.get("after"))
        if after is None:
            return None
        page = page_of(rows, None if self.fault == "overfull" else int(asked["first"]), after)
        page["items"] = self._with_hole(page["items"])
        page["total"] = -1 if self.fault == "miscounted" else page["total"]
        return {**page, **self._listed()}

    def _numbered(self, pairs: Pairs, paging: Paging) -> Reply:
        asked = dict(pairs)
        if paging.size not in asked:
            return replied(self._enveloped(self._with_hole(self._filtered(pairs, [], self.rows))))
        size, start = int(asked[paging.size]), int(asked[paging.start])
        start = (start - 1) * size if paging.numbered else start
        found = self.rows[start:] if self.fault == "overfull" else self.rows[start : start + size]
        more = start + size < len(self.rows)
        link = '<http://x/next>; rel="next"' if more else '<http://x/>; rel="first"'
        headers = {"link": link} if paging.total is None else {paging.total.lower(): str(len(self.rows))}
        return replied(self._enveloped(self._with_hole(found)), headers)

    def _with_hole(self, rows: list[Any]) -> list[Any]:
        return [None, *rows[1:]] if self.fault == "hole" and rows else rows

    def _enveloped(self, rows: list[Json]) -> Any:
        return rows if self.collection.rows is None else {self.collection.rows: rows, **self._listed()}

    def _listed(self) -> Json:
        if self.fault == "unlisted":
            return {"withheld": ["note"]}
        return {"withheld": self.stock.withheld} if self.stock.withheld else {}
