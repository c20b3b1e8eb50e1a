"""SQL for keyset paging: stable under writes, as fast on the last page as on the first."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

Term = tuple[ColumnElement[Any], bool]


class Keyset:
    """Columns and whether each descends; together they must be unique, so the id comes last."""

    def __init__(self, *terms: Term) -> None:
        self._terms = terms

    def order_by(self) -> list[ColumnElement[Any]]:
        return [column.desc() if descending else column.asc() for column, descending in self._terms]

    def behind(self, position: Sequence[Any] | None) -> ColumnElement[bool]:
        """Spelled out rather than as a row value, since the columns may run in different directions.

        The first column's bound says nothing new; it is what a database looks up in an index, as no OR is.
        """
        if position is None:
            return true()
        (column, descending), value = self._terms[0], position[0]
        return and_(column <= value if descending else column >= value, or_(*self._steps(position)))

    def _steps(self, position: Sequence[Any]) -> Iterator[ColumnElement[bool]]:
        equal: list[ColumnElement[bool]] = []
        for (column, descending), value in zip(self._terms, position, strict=True):
            yield and_(*equal, column < value if descending else column > value)
            equal.append(column == value)


def per_key(statement: Select[Any], key: ColumnElement[Any], keyset: Keyset, first: int) -> Select[Any]:
    """The first rows of each key in one statement: at most `first + 1`, so that a last page knows it is."""
    place = func.row_number().over(partition_by=key, order_by=keyset.order_by()).label("place_in_page")
    placed = statement.add_columns(place).subquery()
    columns = [column for column in placed.c if column.name != "place_in_page"]
    return (
        select(*columns)
        .where(placed.c.place_in_page <= first + 1)
        .order_by(placed.c[key.name], placed.c.place_in_page)
    )
