"""Reading the query string into a route's query Struct."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from . import shapes
from .problems import FieldError, Problem

Given = dict[str, tuple[str, ...]]

_MOST_PARAMETERS = 1000
_MANY = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)
_BOOLEANS = {"true": True, "false": False}
# Codes that the answer itself carries; other mistakes are a BAD_PARAMETER with their own code inside.
_OUTER_CODES = ("UNKNOWN_PARAMETER", "TOO_MANY_KEYS", "MALFORMED_ID", "BAD_PAGE_SIZE", "BAD_CURSOR")


class QueryReader:
    """Reads query strings into one route's Struct; None stands for a route without parameters."""

    def __init__(self, struct: type[Any] | None) -> None:
        self._struct = struct
        fields = () if struct is None else msgspec.structs.fields(struct)
        self._types = {field.encode_name: field.type for field in fields}
        self._kinds = {name: _kind(inspect.type_info(declared)) for name, declared in self._types.items()}

    def read(self, query_string: bytes) -> Any:
        """The Struct that the query string spells, or 400 with every mistake."""
        given = _parse(query_string) if query_string else {}
        errors = [*self._unknown(given), *self._repeated(given)]
        if errors:
            raise _bad(errors)
        if self._struct is None:
            return None
        try:
            return shapes.convert(
                {name: _value(self._kinds[name], values) for name, values in given.items()}, self._struct
            )
        except shapes.ShapeError as bad:
            raise _bad([self._in_query_terms(error) for error in bad.errors]) from None

    def _unknown(self, given: Given) -> Iterator[FieldError]:
        for name in given.keys() - self._kinds.keys():
            yield FieldError(f"/{name}", "UNKNOWN_PARAMETER", f"There is no parameter {name!r} here.")

    def _repeated(self, given: Given) -> Iterator[FieldError]:
        for name, values in given.items():
            if len(values) > 1 and name in self._kinds and not isinstance(self._kinds[name], _MANY):
                yield FieldError(f"/{name}", "REPEATED", f"The parameter {name!r} is given once at most.")

    def _in_query_terms(self, error: FieldError) -> FieldError:
        """Every parameter arrives as a text; one that spells no number breaks the rule for that number."""
        if error.code != "WRONG_TYPE":
            return error
        name = error.pointer.split("/")[1]
        own = next((rule.extra for rule in shapes.metas(self._types[name]) if rule.extra), None) or {}
        detail = (
            "This is true or false."
            if isinstance(self._kinds[name], inspect.BoolType)
            else "This is a whole number."
        )
        return FieldError(error.pointer, str(own.get("code", error.code)), str(own.get("detail", detail)))


def _parse(query_string: bytes) -> Given:
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:
        detail = f"The query string is no UTF-8, or has more than {_MOST_PARAMETERS} parameters."
        raise Problem(400, "BAD_PARAMETER", detail) from None
    given: dict[str, dict[str, None]] = {}
    for name, value in pairs:
        if "\0" in name + value:
            raise Problem(400, "BAD_PARAMETER", "A parameter holds no null character.")
        given.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in given.items()}


def _kind(kind: inspect.Type) -> inspect.Type:
    """What a value is, without its constraints and without null."""
    if isinstance(kind, inspect.Metadata):
        return _kind(kind.type)
    if isinstance(kind, inspect.UnionType):
        return _kind(next(part for part in kind.types if not isinstance(part, inspect.NoneType)))
    return kind


def _value(kind: inspect.Type, values: tuple[str, ...]) -> Any:
    """A text as the JSON value that it spells, or left a text for the check to refuse."""
    if isinstance(kind, _MANY):
        return values
    text = values[0]
    if isinstance(kind, inspect.IntType) and re.fullmatch("-?[0-9]{1,18}", text):
        return int(text)
    if isinstance(kind, inspect.BoolType):
        return _BOOLEANS.get(text, text)
    return text


def _bad(errors: list[FieldError]) -> Problem:
    codes = [error.code for error in errors]
    code = next((code for code in _OUTER_CODES if code in codes), "BAD_PARAMETER")
    return Problem(400, code, errors[0].detail, tuple(errors))
