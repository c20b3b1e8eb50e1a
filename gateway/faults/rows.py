"""Faults of what a service says: its answer, changed row by row."""

from collections.abc import Callable
from typing import Any

import msgspec

from gateway.faults.exchange import Exchange
from gateway.faults.wire import Behaviour

Rows = list[Any]


def rows_changed(change: Callable[[Rows], Rows]) -> Behaviour:
    """The service's answer with its lists of rows changed, wherever they stand; a single row is a list of one."""

    async def behave(exchange: Exchange) -> None:
        reply = await exchange.reply()
        body = reply.body
        if reply.status == 200 and body:
            body = msgspec.json.encode(_changed(msgspec.json.decode(body), change))
        await exchange.answer(reply.status, reply.headers, body)

    return behave


def _changed(value: Any, change: Callable[[Rows], Rows]) -> Any:
    if isinstance(value, list):
        return change(value)
    if isinstance(value.get("pages"), dict):
        return {**value, "pages": {key: _changed(page, change) for key, page in value["pages"].items()}}
    lists = [name for name, member in value.items() if isinstance(member, list)]
    if not lists:
        row = change([value])
        return row[0] if row else {}
    return {**value, **{name: change(value[name]) for name in lists}}


def reversed_rows(rows: Rows) -> Rows:
    """The rows in another order"""
    return rows[::-1]


def missing_rows(rows: Rows) -> Rows:
    """Every other row is left out"""
    return rows[::2]


def duplicate_rows(rows: Rows) -> Rows:
    """The first row comes twice"""
    return rows[:1] + rows


def foreign_rows(rows: Rows) -> Rows:
    """A row that nobody asked for: the last one, by another id"""
    return rows + [{**row, **_other_ids(row)} for row in rows[-1:] if isinstance(row, dict)]


def wrong_types(rows: Rows) -> Rows:
    """Texts are numbers and numbers texts, in every row"""
    return [_swapped(row) for row in rows]


def null_members(rows: Rows) -> Rows:
    """Every member of every row but its id is null"""
    return [
        {n: v if n == "id" else None for n, v in r.items()} if isinstance(r, dict) else None for r in rows
    ]


def missing_members(rows: Rows) -> Rows:
    """Every row has its id and nothing else"""
    return [{n: v for n, v in row.items() if n == "id"} if isinstance(row, dict) else row for row in rows]


def _other_ids(row: dict[str, Any]) -> dict[str, Any]:
    return {
        n: v[:-1] + ("0" if v[-1] != "0" else "1") for n, v in row.items() if n == "id" and isinstance(v, str)
    }


def _swapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: member if name == "id" else _swapped(member) for name, member in value.items()}
    if isinstance(value, str):
        return 42
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
