"""GraphQL over HTTP, the request: an incoming message to what is asked. Knows no HTTP server."""

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from gateway.admission import GraphQLRequest
from gateway.errors import (
    MalformedParameters,
    MalformedRequest,
    MethodNotAllowed,
    UnsupportedMediaType,
)
from gateway.web import media_types
from gateway.web.body_limit import BodyLimit
from gateway.web.cross_site import CrossSite
from gateway.web.messages import Incoming

#: A batch's operations, which are answered together.
Batch = tuple[GraphQLRequest, ...]

#: The parameters of a query string: texts as they are, objects as JSON.
_TEXTS = ("query", "documentId", "operationName")
_OBJECTS = ("variables", "extensions")
_MOST_FIELDS = 20


class _Parameters(msgspec.Struct, rename="camel"):
    """A request's JSON body; other members are passed over (5.1)."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


_ONE = msgspec.json.Decoder(_Parameters)
_MANY = msgspec.json.Decoder(list[_Parameters])


class Protocol:
    """How messages are read. `max_batch`: most operations in one message; 0 takes no batches."""

    def __init__(self, cross_site: CrossSite, max_batch: int, body_limit: BodyLimit) -> None:
        self.cross_site = cross_site
        self._max_batch = max_batch
        self._body_limit = body_limit

    def read(self, incoming: Incoming) -> GraphQLRequest | Batch:
        """What is asked.

        Raises:
            RequestError: the message is not one that can be executed.
        """
        if "," in incoming.headers.get("host", ""):
            raise MalformedRequest("The request names more than one host.")
        if incoming.method != "POST":
            return self._got(incoming)
        content_type = incoming.headers.get("content-type")
        if not content_type:
            raise UnsupportedMediaType()
        if not media_types.is_json(content_type):
            self.cross_site.check(incoming)
            raise UnsupportedMediaType()
        if incoming.headers.get("content-encoding", "").lower() not in ("", "identity"):
            raise UnsupportedMediaType()
        if len(incoming.body) > self._body_limit.most:
            self._body_limit.let_through(len(incoming.body))
        try:
            if incoming.body.lstrip()[:1] == b"[":
                return self._batch(incoming.body)
            return _request(_ONE.decode(incoming.body))
        except msgspec.ValidationError as error:
            raise MalformedParameters(f"The body is not a GraphQL request: {error}") from None
        except (ValueError, RecursionError) as error:
            raise MalformedRequest(f"The body is not JSON: {error}") from None

    def _got(self, incoming: Incoming) -> GraphQLRequest:
        if incoming.method != "GET":
            raise MethodNotAllowed("GraphQL is asked by POST, or GET for queries.", allow="GET, POST")
        self.cross_site.check(incoming)
        content_type = incoming.headers.get("content-type")
        if content_type and not media_types.is_json(content_type):
            raise UnsupportedMediaType()
        return _request(_from_query_string(incoming.query_string), read_only=True)

    def _batch(self, body: bytes) -> Batch:
        if not self._max_batch:
            raise MalformedParameters("Batches of operations are not taken; send one a request.")
        batch = _MANY.decode(body)
        if not 1 <= len(batch) <= self._max_batch:
            raise MalformedParameters(
                f"A batch has 1 to {self._max_batch} operations; this has {len(batch)}."
            )
        return tuple(_request(parameters) for parameters in batch)


def _request(given: _Parameters, *, read_only: bool = False) -> GraphQLRequest:
    sha256, wants_plan = None, False
    if given.extensions:
        sha256 = _persisted_hash(given.extensions.get("persistedQuery"))
        wants_plan = given.extensions.get("plan") is True
    if not given.query and not given.document_id and sha256 is None:
        raise MalformedParameters("The request has no `query`.")
    return GraphQLRequest(
        given.query or "",
        given.operation_name or None,
        given.variables or {},
        read_only,
        wants_plan,
        document_id=given.document_id or None,
        sha256=sha256,
    )


def _persisted_hash(extension: Any) -> str | None:
    """The hash of `extensions.persistedQuery`, of which there is one version."""
    if extension is None:
        return None
    if not isinstance(extension, dict) or extension.get("version") != 1:
        raise MalformedParameters("Unsupported persisted query version")
    sha256 = extension.get("sha256Hash")
    if not isinstance(sha256, str) or not sha256:
        raise MalformedParameters("`extensions.persistedQuery` must have a `sha256Hash`.")
    return sha256.lower()


def _from_query_string(query_string: str) -> _Parameters:
    given = _fields(query_string)
    read = {name: given[name] for name in _TEXTS if name in given}
    read |= {name: _json(name, given[name]) for name in _OBJECTS if given.get(name)}
    try:
        return msgspec.convert(read, _Parameters)
    except msgspec.ValidationError as error:
        raise MalformedParameters(f"The query string is not a GraphQL request: {error}") from None


def _fields(query_string: str) -> dict[str, Any]:
    try:
        fields = parse_qsl(
            query_string, strict_parsing=bool(query_string), errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise MalformedRequest(f"The query string cannot be read: {error}") from None
    given = dict(fields)
    if len(given) < len(fields):
        raise MalformedParameters("The query string says a parameter twice.")
    return given


def _json(name: str, text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise MalformedRequest(f"The parameter {name} is not JSON: {error}") from None


def wants_page(method: str, accept: str) -> bool:
    """Whether a browser asks for GraphiQL rather than a client for an answer. The page takes up what the address asks."""
    return method == "GET" and media_types.prefers_page(accept)
