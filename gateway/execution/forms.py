"""Strings of a certain form, such as decimals: all values of a column are looked at in one go.

A pattern on the member's type would cost a call into Python for each value, more than all else of decoding it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from gateway.binding.scalars import FORMS
from gateway.execution.columns import column
from gateway.planning.records import Array, Column, Leaf, Record, attribute

#: Gives all values of one column of these rows; the pattern that the values joined by line breaks match; values known to be
#: sound, because prices and the like come again.
Form = tuple[Callable[[Sequence[Any]], list[str]], re.Pattern[str], set[str]]

MOST_REMEMBERED = 2_000
MOST_RECORDS = 128

_ONE = {name: re.compile(form) for name, form in FORMS.items()}
_MANY = {name: re.compile(f"(?:{form}\n)*+") for name, form in FORMS.items()}


def has_form(leaf: Leaf, value: Any) -> bool:
    """Whether a single value has the form of its scalar."""
    return leaf.name not in _ONE or value is None or _ONE[leaf.name].fullmatch(value) is not None


@lru_cache(MOST_RECORDS)
def forms_of(record: Record) -> tuple[Form, ...]:
    """The columns of a record, however deep, whose values have a form; what is known of them is shared by all who read it."""
    return tuple((_values(trail), _MANY[leaf.name], set()) for trail, leaf in _formed(record, ()))


def check_forms(forms: Iterable[Form], rows: Sequence[Any]) -> None:
    """Look at all values of these rows.

    Raises:
        msgspec.ValidationError: one has not the form of its scalar.
    """
    for values_of, pattern, sound in forms:
        values = values_of(rows)
        if sound.issuperset(values):
            continue
        text = "\n".join([*values, ""])
        # A value with a line break of its own would pass for two.
        if text.count("\n") != len(values) or not pattern.fullmatch(text):
            raise msgspec.ValidationError("a string without the form of its scalar")
        if len(sound) > MOST_REMEMBERED:
            sound.clear()
        sound.update(values)


def _formed(record: Record, trail: tuple[Column, ...]) -> Iterator[tuple[tuple[Column, ...], Leaf]]:
    for member in record.columns:
        inner = member.type
        while isinstance(inner, Array):
            inner = inner.of
        if isinstance(inner, Record):
            yield from _formed(inner, (*trail, member))
        elif inner.name in FORMS:
            yield (*trail, member), inner


def _values(trail: tuple[Column, ...]) -> Callable[[Sequence[Any]], list[str]]:
    if not any(c.nullable or c.withheld or isinstance(c.type, Array) for c in trail):
        return column(*(c.member for c in trail))
    names = [attribute(c.member) for c in trail]
    return lambda rows: [value for row in rows for value in _follow(row, names)]


def _follow(value: Any, names: Sequence[str]) -> Iterator[str]:
    """The strings at the end of a trail, through nulls and lists."""
    if isinstance(value, list):
        for item in value:
            yield from _follow(item, names)
    elif isinstance(value, str) and not names:
        yield value
    elif isinstance(value, msgspec.Struct) and names:
        yield from _follow(getattr(value, names[0]), names[1:])
