"""GraphQL over HTTP, without any HTTP server: an incoming message to a request, an answer to a message.

The rules are those of the GraphQL-over-HTTP draft as its audit suite reads them: with `application/json` an operation that cannot
be executed is answered 200, with `application/graphql-response+json` 400.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import msgspec
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

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

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"

#: Contents that a page of another site can send without asking first (Fetch standard, CORS-safelisted request headers).
_SIMPLE_CONTENTS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")
_PREFLIGHT_HEADERS = ("graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An HTTP request. Header names are in lower case, each with its values."""

    method: str
    headers: Mapping[str, Sequence[str]]
    query_string: str
    body: bytes

    def header(self, name: str) -> str:
        """A header's value; several are joined as RFC 9110, 5.3 says."""
        return ", ".join(self.headers.get(name, ()))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Parameters(msgspec.Struct, rename="camel"):
    """A request's JSON body; other members are passed over (5.1)."""

    query: str | None = None
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
    if not parameters.query:
        raise MalformedRequest("The request has no `query`.")
    name = parameters.operation_name or None
    return GraphQLRequest(parameters.query, name, parameters.variables or {}, read_only)


def _from_query_string(query_string: str) -> _Parameters:
    try:
        given = parse_qs(query_string, strict_parsing=bool(query_string), errors="strict", max_num_fields=20)
        one = {name: values[0] for name, values in given.items() if name in ("query", "operationName")}
        for name in ("variables", "extensions"):
            if given.get(name, [""])[0]:
                one[name] = msgspec.json.decode(given[name][0])
        return msgspec.convert(one, _Parameters)
    except (ValueError, RecursionError) as error:
        raise MalformedRequest(f"The query string cannot be read: {error}") from None


def _from_body(incoming: Incoming) -> _Parameters:
    content_type, options = parse_options_header(incoming.header("content-type"))
    if content_type.lower() != JSON or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType()
    if incoming.body.lstrip()[:1] == b"[":
        raise MalformedRequest("Batches of operations are not taken; send one operation a request.")
    try:
        return msgspec.json.decode(incoming.body, type=_Parameters)
    except (ValueError, RecursionError) as error:
        raise MalformedRequest(f"The body is not a GraphQL request in JSON: {error}") from None


def _check_cross_site(incoming: Incoming) -> None:
    if any(name in incoming.headers for name in _PREFLIGHT_HEADERS):
        return
    content_type, _ = parse_options_header(incoming.header("content-type"))
    if not content_type and incoming.method == "POST":
        raise UnsupportedMediaType()
    if content_type.lower() in _SIMPLE_CONTENTS or not content_type:
        raise CrossSiteRequest()


def answer_type(incoming: Incoming) -> str:
    """The media type of the answer: the one that `Accept` likes best, `application/json` when both are alike to it.

    Raises:
        NotAcceptable: neither is accepted.
    """
    accept = incoming.header("accept")
    if not accept.strip():
        return JSON
    if accept in (JSON, GRAPHQL_RESPONSE):
        return accept
    ranges = parse_accept_header(accept, MIMEAccept)
    best: str | None = ranges.best_match([JSON, GRAPHQL_RESPONSE])
    if best is None:
        raise NotAcceptable()
    named = GRAPHQL_RESPONSE in {value for value, _ in ranges}
    return GRAPHQL_RESPONSE if named and ranges.quality(GRAPHQL_RESPONSE) >= ranges.quality(JSON) else best


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
    return given if _REQUEST_ID.fullmatch(given) else new_request_id()


def new_request_id() -> str:
    return uuid.uuid4().hex


def traceparent_of(incoming: Incoming) -> str | None:
    given = incoming.header("traceparent")
    return given if _TRACEPARENT.fullmatch(given) else None


def wants_page(method: str, accept: str, query_string: str) -> bool:
    """Whether a browser asks for GraphiQL rather than a client for an answer."""
    return method == "GET" and "text/html" in accept and "query=" not in query_string
