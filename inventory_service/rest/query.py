"""Reading the query string into a route's query Struct."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from . import shapes
from .problems import FieldError, Problem

_MOST_PARAMETERS = 1000
_MANY = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)
_BOOLEANS = {"true": True, "false": False}
# Codes that the answer itself carries; other mistakes are a BAD_PARAMETER with their own code inside.
_OUTER_CODES = ("UNKNOWN_PARAMETER", "TOO_MANY_KEYS", "MALFORMED_ID", "BAD_PAGE_SIZE", "BAD_CURSOR")


def read(query_string: bytes, struct: type[Any] | None) -> Any:
    """The Struct that the query string spells, or 400 with every mistake."""
    given = _parse(query_string)
    fields = {} if struct is None else {field.encode_name: field for field in msgspec.structs.fields(struct)}
    errors = [
        FieldError(f"/{name}", "UNKNOWN_PARAMETER", f"There is no parameter {name!r} here.")
        for name in given.keys() - fields.keys()
    ]
    errors += _repeated(given, fields)
    if errors:
        raise _bad(errors)
    if struct is None:
        return None
    try:
        return shapes.convert(
            {name: _value(fields[name].type, values) for name, values in given.items()}, struct
        )
    except shapes.ShapeError as bad:
        raise _bad([_in_query_terms(error, fields) for error in bad.errors]) from None


def _parse(query_string: bytes) -> dict[str, tuple[str, ...]]:
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


def _repeated(given: dict[str, tuple[str, ...]], fields: dict[str, Any]) -> Iterator[FieldError]:
    for name, values in given.items():
        if len(values) > 1 and name in fields and not isinstance(_kind(fields[name].type), _MANY):
            yield FieldError(f"/{name}", "REPEATED", f"The parameter {name!r} is given once at most.")


def _kind(declared: Any) -> inspect.Type:
    kind = inspect.type_info(declared)
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        else:
            kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
    return kind


def _value(declared: Any, values: tuple[str, ...]) -> Any:
    """A text as the JSON value that it spells, or left a text for the check to refuse."""
    kind = _kind(declared)
    if isinstance(kind, _MANY):
        return values
    text = values[0]
    if isinstance(kind, inspect.IntType) and re.fullmatch("-?[0-9]{1,18}", text):
        return int(text)
    if isinstance(kind, inspect.BoolType):
        return _BOOLEANS.get(text, text)
    return text


def _in_query_terms(error: FieldError, fields: dict[str, Any]) -> FieldError:
    """A parameter that must be a number and is none breaks the same rule as a number out of range."""
    name = error.pointer.split("/")[1]
    own = next((rule.extra for rule in shapes.metas(fields[name].type) if rule.extra), None)
    if error.code != "WRONG_TYPE" or own is None:
        return error
    return FieldError(error.pointer, str(own["code"]), str(own.get("detail", error.detail)))


def _bad(errors: list[FieldError]) -> Problem:
    codes = [error.code for error in errors]
    code = next((code for code in _OUTER_CODES if code in codes), "BAD_PARAMETER")
    return Problem(400, code, errors[0].detail, tuple(errors))
