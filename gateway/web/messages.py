"""HTTP messages as plain data, the same at both doors."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """An HTTP request. Header names are in lower case, each with its values. `peer`: the other end of its connection."""

    method: str
    headers: Mapping[str, Sequence[str]]
    query_string: str
    body: bytes
    peer: str = ""

    def header(self, name: str) -> str:
        """A header's value; several are joined as RFC 9110, 5.3 says."""
        values = self.headers.get(name)
        return "" if values is None else values[0] if len(values) == 1 else ", ".join(values)

    @property
    def joined(self) -> Mapping[str, str]:
        """All headers, looked at when somebody does."""
        return _Joined(self)


class _Joined(Mapping[str, str]):
    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming

    def __getitem__(self, name: str) -> str:
        if name.lower() not in self._incoming.headers:
            raise KeyError(name)
        return self._incoming.header(name.lower())

    def __iter__(self) -> Iterator[str]:
        return iter(self._incoming.headers)

    def __len__(self) -> int:
        return len(self._incoming.headers)


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
