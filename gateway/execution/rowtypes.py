"""Records to msgspec types: one C pass decodes, checks and projects a row. And the types of the objects that are written."""

from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from gateway.binding.scalars import WIRE_TYPES
from gateway.planning.records import Array, Column, Leaf, Record

WireType = Any

KEY_TYPE: WireType = Annotated[str, Meta(min_length=1)] | int

#: A type takes 3 KiB and long to make; operations that read the same members share it.
MAX_REMEMBERED = 128


@lru_cache(MAX_REMEMBERED)
def row_type(record: Record, name: str = "Row") -> type[msgspec.Struct]:
    """A Struct with an attribute for each column; members that nobody asked for are skipped when decoding."""
    fields = [_field(column) for column in record.columns]
    rename = {column.attribute: column.member for column in record.columns}
    return msgspec.defstruct(name, fields, kw_only=True, rename=rename, gc=False)


def wire_type(type_: Leaf | Array | Record) -> WireType:
    """The type that a JSON value is checked against."""
    if isinstance(type_, Record):
        return row_type(type_)
    if isinstance(type_, Array):
        item = wire_type(type_.of)
        return list[item | None] if type_.nullable else list[item]  # type: ignore[valid-type]
    if type_.values:
        return Literal[type_.values]
    return KEY_TYPE if type_.name == "Key" else WIRE_TYPES.get(type_.name, Any)


def _field(column: Column) -> tuple[str, WireType] | tuple[str, WireType, Any]:
    type_ = wire_type(column.type)
    if column.nullable:
        type_ = type_ | None if type_ is not Any else Any
    if column.withheld:
        return column.attribute, type_ | UnsetType, UNSET
    if column.absent_is_null:
        return column.attribute, type_, None
    return column.attribute, type_


@lru_cache(MAX_REMEMBERED)
def object_type(name: str, keys: tuple[str, ...]) -> type[msgspec.Struct]:
    """A Struct that is encoded under these response keys, its attributes `f0`, `f1`, …; shared by all operations."""
    fields = [(f"f{i}", Any) for i in range(len(keys))]
    rename = {f"f{i}": key for i, key in enumerate(keys)}
    return msgspec.defstruct(name, fields, rename=rename, gc=False)
