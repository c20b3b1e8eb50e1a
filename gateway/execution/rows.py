"""The rows that fetches left behind, and the keys in them."""

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET

from gateway.execution.columns import column
from gateway.execution.results import Fault, Index, PageOf, Refused, Results, owns
from gateway.planning.plan import FromRows
from gateway.planning.records import attribute


def keys_of(source: FromRows, results: Results) -> list[Any]:
    """The keys that the rows of a fetch hold, each once, in the order of the rows; none for null, absent and faulty ones."""
    rows = rows_at(results.indexes[source.fetch], source.trail, sound=results.sound)
    if source.owner is not None:
        owner = attribute(source.owner)
        rows = [row for row in rows if owns(results.subject, getattr(row, owner))]
    keys = dict.fromkeys(column(source.member)(rows))
    keys.pop(None, None)
    if results.sound:
        return list(keys)
    return [key for key in keys if key is not UNSET and not isinstance(key, Fault)]


def rows_at(index: Index, trail: tuple[str, ...], *, sound: bool) -> Iterable[Any]:
    """The rows of an index, or the objects at the end of a trail into them; none that are null, absent or at fault."""
    rows: list[Any] = []
    for value in index.values():
        if isinstance(value, (PageOf, list)):
            found = value if isinstance(value, list) else value.rows
            rows.extend(found if sound else [row for row in found if not isinstance(row, Fault)])
        elif value is not None and not isinstance(value, (Fault, Refused)):
            rows.append(value)
    for member in trail:
        name = attribute(member)
        rows = [place for row in rows for place in _opened(getattr(row, name))]
    return rows


def _opened(value: Any) -> Iterable[Any]:
    if isinstance(value, list):
        return (place for item in value for place in _opened(item))
    return () if value is None or value is UNSET or isinstance(value, Fault) else (value,)
