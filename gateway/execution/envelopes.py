"""What a service puts around its rows, as msgspec decoders: one for all operations that read the same."""

from functools import lru_cache
from typing import Any

import msgspec

from gateway.execution.rowtypes import MAX_REMEMBERED, WireType
from gateway.execution.salvage import Total
from gateway.planning.plan import Answer


@lru_cache(MAX_REMEMBERED)
def decoder_of(row: type[msgspec.Struct], answer: Answer, rows: str | None) -> msgspec.json.Decoder[Any]:
    """The decoder of a whole answer. `rows`: the member that holds the rows; `None`: the answer is their array."""
    return msgspec.json.Decoder(_envelope(row, answer, rows))


def _envelope(row: type[msgspec.Struct], answer: Answer, rows: str | None) -> WireType:
    array = list[row]  # type: ignore[valid-type]
    fields: list[Any] = [
        ("rows", array),
        ("next", str | None),
        ("total", Total, None),
        ("withheld", dict[str, list[str]] | None, None),
    ]
    rename = {"rows": rows or "items"}
    match answer:
        case Answer.ROW:
            return row
        case Answer.PAGE:
            return msgspec.defstruct("PageAnswer", fields, rename=rename, kw_only=True)
        case Answer.PAGES:
            page = msgspec.defstruct("PageAnswer", fields, rename=rename, kw_only=True)
            return msgspec.defstruct("PagesAnswer", [("pages", dict[str, page])])  # type: ignore[valid-type]
    if rows is None:
        return array
    return msgspec.defstruct("RowsAnswer", [fields[0], fields[3]], rename=rename, kw_only=True)
