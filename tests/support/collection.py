"""A collection that a stub service keeps as docs/rest-conventions.md says."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.behaviours import answers
from tests.support.exchange import Exchange, Received
from tests.support.stub_service import Behaviour

Row = Mapping[str, Any]
NOT_KEYS = {"first", "after", "count", "search", "order"}


def keeps(rows: Sequence[Row]) -> Behaviour:
    """Batches by key, pages by key and the root's page of these rows. A row's cursor is its place, `c0` the first."""

    async def behave(exchange: Exchange) -> None:
        await answers(answer(exchange.received, rows))(exchange)

    return behave


def answer(asked: Received, rows: Sequence[Row]) -> dict[str, Any]:
    """What the conventions say to a read."""
    by = next((name for name, _ in asked.query if name not in NOT_KEYS), None)
    if not asked.values("first"):
        return {"items": [row for row in rows if str(row[by or "id"]) in asked.values(by or "id")]}
    if by is None:
        return _page(asked, rows)
    return {"pages": {key: _page(asked, [r for r in rows if r[by] == key]) for key in asked.values(by)}}


def _page(asked: Received, rows: Sequence[Row]) -> dict[str, Any]:
    begin = int(asked.values("after")[0][1:]) + 1 if asked.values("after") else 0
    end = begin + int(asked.values("first")[0])
    items = [{**row, "cursor": f"c{place}"} for place, row in enumerate(rows)][begin:end]
    total = {"total": len(rows)} if asked.values("count") == ["true"] else {}
    return {"items": items, "next": f"c{end - 1}" if end < len(rows) else None, **total}


def one_by_one(path: str, rows: Sequence[Row]) -> dict[str, Behaviour]:
    """Paths of single rows to what they answer, where a collection has no batch endpoint."""
    return {f"{path}/{row['id']}": answers(row) for row in rows}
