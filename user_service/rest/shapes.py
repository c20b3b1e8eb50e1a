"""Turning decoded data into Structs, with every mistake named at its place."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta, inspect

from .bodies import escape
from .problems import FieldError

T = TypeVar("T")

# What msgspec says, and the code that stands for it; the first that fits.
_RULES = (
    ("matching regex", "MALFORMED"),
    ("of length >=", "TOO_SHORT"),
    ("of length <=", "TOO_LONG"),
    ("of length ", "WRONG_LENGTH"),
    ("Invalid enum value", "NOT_ALLOWED"),
    ("multiple of", "NOT_A_MULTIPLE"),
    (">", "TOO_SMALL"),
    ("<", "TOO_LARGE"),
    ("out of range", "TOO_LARGE"),
)
SHAPE_CODES = frozenset({"WRONG_TYPE", "REQUIRED", "UNKNOWN_MEMBER"})


class ShapeError(Exception):
    """All that is wrong with the data."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(errors)
        self.errors = tuple(errors)


def convert(data: Any, struct: type[T]) -> T:
    """Raises ShapeError."""
    try:
        return msgspec.convert(data, struct)
    except msgspec.ValidationError as error:
        # msgspec names the first mistake only; the rest are looked for once there is one.
        first = _mistake(str(error), struct, "")
        raise ShapeError(list(_mistakes(data, struct, "")) or [first]) from None


def _mistakes(data: Any, struct: Any, pointer: str) -> Iterator[FieldError]:
    if not isinstance(data, dict):
        yield FieldError(pointer, "WRONG_TYPE", "An object is wanted here.")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    if struct.__struct_config__.forbid_unknown_fields:
        for name in data.keys() - fields.keys():
            yield FieldError(f"{pointer}/{escape(name)}", "UNKNOWN_MEMBER", "No such member is known here.")
    for name, field in fields.items():
        place = f"{pointer}/{escape(name)}"
        if name not in data:
            if field.required:
                yield FieldError(place, "REQUIRED", "This member must be given.")
        else:
            yield from _member_mistakes(data[name], field.type, place)


def _member_mistakes(value: Any, kind: Any, pointer: str) -> Iterator[FieldError]:
    struct = _struct_in(kind)
    if struct is not None and isinstance(value, dict):
        yield from _mistakes(value, struct, pointer)
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield _mistake(str(error), kind, pointer)


def _struct_in(kind: Any) -> Any:
    """The only Struct that a value of this type may be, so that its own members can be named."""
    structs = [
        part
        for part in (kind, *get_args(kind))
        if isinstance(part, type) and issubclass(part, msgspec.Struct)
    ]
    return structs[0] if len(structs) == 1 and get_origin(kind) not in (list, tuple, dict, set) else None


def _mistake(message: str, kind: Any, pointer: str) -> FieldError:
    text, _, path = message.partition(" - at `$")
    code, detail = _judge(text, list(metas(kind)))
    if code == "NOT_ALLOWED":
        detail = f"This is one of {', '.join(_choices(inspect.type_info(kind)))}."
    return FieldError(pointer + _pointer(path), code, detail)


def _choices(kind: inspect.Type) -> list[str]:
    """The values that an enumeration anywhere in the type allows."""
    if isinstance(kind, inspect.LiteralType):
        return [str(value) for value in kind.values]
    if isinstance(kind, inspect.EnumType):
        return [str(member.value) for member in kind.cls]
    inner = getattr(kind, "types", (getattr(kind, "type", None), getattr(kind, "item_type", None)))
    return [choice for part in inner if part is not None for choice in _choices(part)]


def _judge(text: str, rules: list[Meta]) -> tuple[str, str]:
    code = next((code for mark, code in _RULES if mark in text), None)
    if code is None:
        code = "WRONG_TYPE" if text.startswith(("Expected", "Object")) else "INVALID"
    # A list's own rules come before those of what it holds, whose mistakes are never about an array.
    nearest = rules if "`array`" in text else rules[::-1]
    own = next((rule.extra for rule in nearest if rule.extra and _is_about(rule, text)), None) or {}
    return str(own.get("code", code)), str(own.get("detail", f"{text.replace('`', '')}."))


def _is_about(rule: Meta, text: str) -> bool:
    if "regex" in text:
        return rule.pattern is not None
    if "of length" in text:
        return rule.max_length is not None or rule.min_length is not None
    return rule.ge is not None or rule.le is not None or rule.gt is not None or rule.lt is not None


def metas(kind: Any) -> Iterator[Meta]:
    """The constraints anywhere in a type, outermost first."""
    if get_origin(kind) is Annotated:
        yield from (part for part in kind.__metadata__ if isinstance(part, Meta))
    for part in get_args(kind):
        yield from metas(part)


def _pointer(path: str) -> str:
    """msgspec's `.a[0].b` as a pointer; the key of a mapping is not named, so the pointer ends before it."""
    parts = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]|(\[\.\.\.\])", path)
    pointer = ""
    for name, index, unknown in parts:
        if unknown:
            break
        pointer += "/" + escape(name or index)
    return pointer
