"""Fields that resolvers make of rows: one place of the answer at a time, for all of its rows."""

import asyncio
from collections.abc import Iterable
from typing import Any

from graphql import GraphQLError, located_error
from graphql.pyutils import Path

from gateway.execution.plain.fields import Field
from gateway.execution.plain.state import PLAIN
from gateway.execution.pooled import CUT_OFF, PooledExecution, located
from gateway.execution.results import Located, Results, owns
from gateway.execution.rows import rows_at
from gateway.execution.views import stays_on_loop
from gateway.planning.records import attribute
from gateway.planning.shapes import Computed

#: By id(row): the value that was made of it, and the errors at and below it.
Column = dict[int, tuple[Any, list[Located]]]


async def compute(field: Field, shape: Computed, run: PooledExecution, results: Results) -> Column:
    """The values of a computed field.

    A resolver that may block is called for one row after the other, in one thread; those of an `async def` run side by side.
    `run` is for this field alone: the paths of its errors begin with the number of a row.
    """
    rows = rows_at(results.indexes[shape.fetch], shape.trail, sound=results.sound)
    if shape.owner is not None:
        owner = attribute(shape.owner)
        rows = [row for row in rows if owns(results.subject, getattr(row, owner))]
    rows = list(rows)
    if not rows:
        return {}
    values: list[Any] = []
    errors = run.collected_errors.errors
    try:
        if stays_on_loop(field.definition):
            _begin(field, run, rows, values)
        else:
            await run.in_pool(_begin, field, run, rows, values)
    except CUT_OFF as cut:
        # The thread goes on, with what it was given: what it did so far is taken, and what it still does is not.
        values = [*values]
        errors = [error for error in errors if _row_number(error) < len(values)]
        values += [
            located_error(cut, field.place.nodes, [number, field.key])
            for number in range(len(values), len(rows))
        ]
    waits = [i for i, value in enumerate(values) if _waits(run, value)]
    if waits:
        settled = await asyncio.gather(*(run.settled(values[i]) for i in waits), return_exceptions=True)
        for i, value in zip(waits, settled, strict=True):
            values[i] = value
    return _told(rows, values, errors)


def _begin(field: Field, run: PooledExecution, rows: Iterable[Any], values: list[Any]) -> None:
    """Add for each row its value, an awaitable of it, or the error that stands in its place."""
    for number, row in enumerate(rows):
        values.append(_value(field, run, row, Path(None, number, None)))


def _value(field: Field, run: PooledExecution, row: Any, above: Path) -> Any:
    try:
        return field.execute(run, row, above)
    except GraphQLError as error:
        return error


def _waits(run: PooledExecution, value: Any) -> bool:
    return value.__class__ not in PLAIN and run.is_awaitable(value)


def _told(rows: list[Any], values: list[Any], errors: list[GraphQLError]) -> Column:
    of_row: list[list[Located]] = [[] for _ in rows]
    for error in errors:
        of_row[_row_number(error)].append(_below(error))
    for number, value in enumerate(values):
        if isinstance(value, GraphQLError):
            of_row[number].append(_below(value))
            values[number] = None
        elif isinstance(value, BaseException):
            raise value
    return {id(row): (value, told) for row, value, told in zip(rows, values, of_row, strict=True)}


def _row_number(error: GraphQLError) -> int:
    assert error.path is not None
    return int(error.path[0])


def _below(error: GraphQLError) -> Located:
    """An error with its path from the field on, which the numbers of rows and the field itself precede."""
    told = located(error)
    return Located(told.error, told.path[2:], told.locations)
