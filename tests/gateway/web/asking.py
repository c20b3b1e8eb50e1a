"""HTTP requests of which every part can be wrong."""

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


@dataclass(frozen=True)
class Response:
    """An HTTP answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of its errors."""
        return [error["extensions"]["code"] for error in self.json["errors"]]

    @property
    def request_id(self) -> str:
        return self.headers["x-request-id"]

    @property
    def media_type(self) -> str:
        return self.headers["content-type"]


def ask(
    url: str,
    body: bytes | Iterable[bytes] | str | Mapping[str, Any] | None = None,
    *,
    method: str = "POST",
    headers: Mapping[str, str | None] | None = None,
    also: Iterable[tuple[str, str]] = (),
) -> Response:
    """
    Send a request. Mappings are sent as JSON, iterables in chunks. `headers`: besides JSON's Content-Type; `None` takes
    one away. `also`: more headers, which may repeat a name.
    """
    payload = msgspec.json.encode(body) if isinstance(body, Mapping) else body
    payload = payload.encode() if isinstance(payload, str) else payload
    wanted = {"Content-Type": JSON, **(headers or {})}
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.putrequest(method, f"{parts.path}{'?' if parts.query else ''}{parts.query}")
        for name, value in [*wanted.items(), *also]:
            if value is not None:
                connection.putheader(name, value)
        chunked = payload is not None and not isinstance(payload, bytes)
        if chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        elif payload is not None:
            connection.putheader("Content-Length", str(len(payload)))  # type: ignore[arg-type]
        connection.endheaders(payload, encode_chunked=chunked)
        answer = connection.getresponse()
        return Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()
