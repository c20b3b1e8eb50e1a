"""GraphQL over HTTP, without any HTTP server: an incoming message to a request, an answer to a message.

The rules are those of the GraphQL-over-HTTP draft as its audit suite reads them: with `application/json` an operation that cannot
be executed is answered 200, with `application/graphql-response+json` 400.
"""

import itertools
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import msgspec

from gateway.errors import (
    CrossSiteRequest,
    DocumentRefused,
    MalformedRequest,
    MethodNotAllowed,
    NotAcceptable,
    RequestError,
    UnsupportedMediaType,
)
from gateway.pipeline import GraphQLRequest, formatted, refused
from gateway.web import media_types
from gateway.web.media_types import JSON

_PREFLIGHT_HEADERS = ("graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")

#: The parameters of a query string that are texts as they are; the others are JSON.
_TEXTS = ("query", "documentId", "operationName")

_PROCESS = secrets.token_hex(8)
_COUNT = itertools.count(1)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """An HTTP request. Header names are in lower case, each with its values."""

    method: str
    headers: Mapping[str, Sequence[str]]
    query_string: str
    body: bytes

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


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Parameters(msgspec.Struct, rename="camel"):
    """A request's JSON body; other members are passed over (5.1)."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


def read_request(incoming: Incoming) -> GraphQLRequest:
    """What is asked.

    Raises:
        RequestError: the message is not one that can be executed.
    """
    if incoming.method not in ("GET", "POST"):
        raise MethodNotAllowed("GraphQL is asked by POST, or GET for queries.", allow="GET, POST")
    _check_cross_site(incoming)
    read_only = incoming.method == "GET"
    parameters = _from_query_string(incoming.query_string) if read_only else _from_body(incoming)
    return _request(parameters, read_only=read_only)


def _request(given: _Parameters, *, read_only: bool = False) -> GraphQLRequest:
    extensions = given.extensions or {}
    sha256 = _persisted_hash(extensions.get("persistedQuery"))
    if not given.query and not given.document_id and sha256 is None:
        raise MalformedRequest("The request has no `query`.")
    return GraphQLRequest(
        given.query or "",
        given.operation_name or None,
        given.variables or {},
        read_only,
        wants_plan=extensions.get("plan") is True,
        document_id=given.document_id or None,
        sha256=sha256,
    )


def _persisted_hash(extension: Any) -> str | None:
    """The hash of `extensions.persistedQuery`, of which there is one version."""
    if extension is None:
        return None
    if not isinstance(extension, dict) or extension.get("version") != 1:
        raise MalformedRequest("Unsupported persisted query version")
    sha256 = extension.get("sha256Hash")
    if not isinstance(sha256, str) or not sha256:
        raise MalformedRequest("`extensions.persistedQuery` must have a `sha256Hash`.")
    return sha256.lower()


def _from_query_string(query_string: str) -> _Parameters:
    try:
        given = parse_qs(query_string, strict_parsing=bool(query_string), errors="strict", max_num_fields=20)
        one = {name: values[0] for name, values in given.items() if name in _TEXTS}
        for name in ("variables", "extensions"):
            if given.get(name, [""])[0]:
                one[name] = msgspec.json.decode(given[name][0])
        return msgspec.convert(one, _Parameters)
    except (ValueError, RecursionError) as error:
        raise MalformedRequest(f"The query string cannot be read: {error}") from None


def _from_body(incoming: Incoming) -> _Parameters:
    if not media_types.is_json(incoming.header("content-type")):
        raise UnsupportedMediaType()
    try:
        return msgspec.json.decode(incoming.body, type=_Parameters)
    except (ValueError, RecursionError) as error:
        if incoming.body.lstrip()[:1] == b"[":
            raise MalformedRequest("Batches of operations are not taken; send one a request.") from None
        raise MalformedRequest(f"The body is not a GraphQL request in JSON: {error}") from None


def _check_cross_site(incoming: Incoming) -> None:
    if any(name in incoming.headers for name in _PREFLIGHT_HEADERS):
        return
    content_type = incoming.header("content-type")
    if not content_type and incoming.method == "POST":
        raise UnsupportedMediaType()
    if media_types.is_simple(content_type):
        raise CrossSiteRequest()


def answer_type(incoming: Incoming) -> str:
    """The media type of the answer.

    Raises:
        NotAcceptable: the caller accepts none that we can give.
    """
    media_type = media_types.wanted(incoming.header("accept"))
    if media_type is None:
        raise NotAcceptable()
    return media_type


def success(body: bytes, media_type: str, request_id: str) -> Outgoing:
    """An answer to an operation that was executed."""
    return Outgoing(200, _headers(media_type, request_id), body)


def failure(error: RequestError, media_type: str, request_id: str) -> Outgoing:
    """An answer to a request that was not executed."""
    headers = {**_headers(media_type, request_id), **error.headers}
    if isinstance(error, DocumentRefused):
        return Outgoing(200 if media_type == JSON else error.status, headers, refused(error))
    body = msgspec.json.encode({"errors": [formatted(error)]})
    return Outgoing(error.status, headers, body)


def _headers(media_type: str, request_id: str) -> dict[str, str]:
    return {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-Id": request_id,
    }


def request_id_of(incoming: Incoming) -> str:
    """The caller's `X-Request-Id` where it is one, a new one else."""
    given = incoming.header("x-request-id")
    return given if given and _REQUEST_ID.fullmatch(given) else new_request_id()


def new_request_id() -> str:
    """An id that no other request has: this process's random part, and a count."""
    return f"{_PROCESS}-{next(_COUNT):x}"


def traceparent_of(incoming: Incoming) -> str | None:
    given = incoming.header("traceparent")
    return given if given and _TRACEPARENT.fullmatch(given) else None


def wants_page(method: str, accept: str, query_string: str) -> bool:
    """Whether a browser asks for GraphiQL rather than a client for an answer."""
    return method == "GET" and "text/html" in accept and not _asks(query_string)


def _asks(query_string: str) -> bool:
    return any(f"{name}=" in query_string for name in ("query", "documentId", "extensions"))
