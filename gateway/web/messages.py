"""HTTP messages as plain data, the same at both doors."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """An HTTP request, its headers `joined`. `peer`: the other end of its connection."""

    method: str
    headers: Mapping[str, str]
    query_string: str
    body: bytes
    peer: str = ""


def joined(fields: Iterable[Sequence[str]]) -> dict[str, str]:
    """Headers by their names in lower case, of fields that are a name and a value each.

    Those of one name become one, with commas between (RFC 9110, 5.3); cookies have commas themselves (RFC 9113, 8.2.3).
    """
    headers: dict[str, str] = {}
    for written, padded in fields:
        name, value = written.lower(), padded.strip(" \t")
        if name in headers:
            value = f"{headers[name]}{'; ' if name == 'cookie' else ', '}{value}"
        headers[name] = value
    return headers


#: What every answer and every page carries. A page that needs more says a Content-Security-Policy of its own.
FIXED_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """An HTTP answer. `headers` are those of this answer; a door adds `FIXED_HEADERS`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
