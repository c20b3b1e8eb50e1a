"""Everything the gateway refuses or reports, as one tree.

    GatewayError                      code, message shown to clients, extra `extensions`
    ├── RequestError                  the whole request is refused: + HTTP status, headers
    │   ├── MalformedRequest          400 BAD_REQUEST: not HTTP, or not JSON
    │   │   └── MalformedParameters   400 BAD_REQUEST: JSON, but not what a GraphQL request looks like; draft: 422
    │   ├── NotAcceptable             406 NOT_ACCEPTABLE
    │   ├── MethodNotAllowed          405 METHOD_NOT_ALLOWED, with `Allow`
    │   ├── RequestTooSlow            408 REQUEST_TIMEOUT
    │   ├── BodyTooLarge              413 BODY_TOO_LARGE
    │   ├── UrlTooLong                414 URL_TOO_LONG
    │   ├── HeadTooLarge              431 HEADERS_TOO_LARGE
    │   ├── UnsupportedMediaType      415 UNSUPPORTED_MEDIA_TYPE
    │   ├── CrossSiteRequest          400 CSRF_ERROR
    │   ├── InvalidToken              401 UNAUTHENTICATED, with `WWW-Authenticate`
    │   ├── TokenRequired             401 UNAUTHENTICATED, with `WWW-Authenticate`: there is none
    │   ├── OperationRejected         403 FORBIDDEN: some of its fields are not for the viewer (`AUTHORIZATION_MODE=reject`)
    │   ├── KeysUnavailable           503 KEYS_UNAVAILABLE: no key to verify tokens with
    │   ├── Overloaded                503 OVERLOADED: as many requests as may be are being answered
    │   ├── TooManyRequests           429 REQUEST_RATE_LIMITED, with `Retry-After`: the client's rate is used up
    │   ├── OutOfTime                 504 GATEWAY_TIMEOUT: no time is left to execute it, or to wait for others who do
    │   ├── LimitExceeded             400 MAX_…_LIMIT, COST_ESTIMATED_TOO_EXPENSIVE: it asks for more than one may
    │   ├── PersistedQueryNotFound    200 PERSISTED_QUERY_NOT_FOUND: the hash is not registered; clients then send the text
    │   ├── PersistedQueryNotSupported 200 PERSISTED_QUERY_NOT_SUPPORTED: nothing is registered here
    │   ├── HashMismatch              400 PERSISTED_QUERY_HASH_MISMATCH
    │   ├── DocumentNotListed         404 PERSISTED_QUERY_NOT_IN_LIST
    │   ├── DocumentIdRequired        400 PERSISTED_QUERY_ID_REQUIRED
    │   ├── DocumentIdAndText         400 CANNOT_SEND_PQ_ID_AND_BODY
    │   ├── TextNotListed             403 QUERY_NOT_IN_SAFELIST
    │   └── DocumentRefused           400 GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, OPERATION_RESOLUTION_FAILURE
    │                                     or BAD_USER_INPUT (variables); draft: 422, but the first
    ├── BadInput                      BAD_USER_INPUT: an argument breaks a rule that types cannot say
    ├── Unauthenticated               UNAUTHENTICATED: nobody is signed in
    ├── Forbidden                     FORBIDDEN: someone is, and may not
    ├── ResolverTimeout               GATEWAY_TIMEOUT: a resolver was not done when the request's time was over
    ├── ResolversOverloaded           OVERLOADED: too many resolvers run, or hang, already
    ├── TooManyCalls                  MAX_UPSTREAM_CALLS_LIMIT: the operation made as many calls as it may
    └── UpstreamError                 + service: a call failed
        ├── ServiceUnavailable        DOWNSTREAM_SERVICE_ERROR: no answer, or 5xx
        │   └── CircuitOpen           DOWNSTREAM_SERVICE_ERROR: it failed so often that it is left alone for a while
        ├── ServiceOverloaded         UPSTREAM_OVERLOADED: too many calls to it wait already
        ├── ServiceTimeout            GATEWAY_TIMEOUT: no answer in time
        ├── ServiceRefused            DOWNSTREAM_SERVICE_ERROR: a 4xx that no rule foresaw
        │   └── ServiceRateLimited    REQUEST_RATE_LIMITED: 429
        ├── InvalidAnswer             UPSTREAM_INVALID_RESPONSE: not the shape that the binding declares
        └── OutcomeUnknown            OUTCOME_UNKNOWN: sent, but whether it was done is not known

`draft`: the status by the current draft of GraphQL over HTTP (GRAPHQL_HTTP), where it is another.

Messages are safe to show: no address, no body, no trace. What a developer needs beyond them is in `detail`, which is only logged
(MASK_ERRORS=0 shows it). Whatever else fails is masked: INTERNAL_SERVER_ERROR, with the request id that finds the log's line.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

from graphql import GraphQLError


class GatewayError(Exception):
    """An error with a stable `code` (docs/errors.md) and a message that clients may read."""

    code = "INTERNAL_SERVER_ERROR"
    message = "The gateway failed to answer this."

    def __init__(self, message: str | None = None, *, detail: str | None = None, **extensions: Any) -> None:
        self.message = message or self.message
        self.detail = detail
        self.extensions: dict[str, Any] = {"code": self.code, **extensions}
        super().__init__(self.message)

    def forget_frames(self) -> None:
        """To be called when it becomes data: what it was raised through holds the data in turn, which nothing could free then."""
        self.__traceback__ = self.__context__ = self.__cause__ = None

    def again(self) -> Self:
        """The same error for one more caller: an exception of its own, so that tracebacks do not grow together."""
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.args = self.args
        return twin


def fresh(error: BaseException) -> BaseException:
    """An exception for one more caller: a twin, which is caused by the original unless that is one of ours."""
    if isinstance(error, GatewayError):
        return error.again()
    twin = type(error).__new__(type(error), *error.args)
    twin.__dict__.update(error.__dict__)
    twin.__cause__ = error
    return twin


ErrorT = TypeVar("ErrorT", bound=GatewayError)


def told(error: ErrorT, request_id: str, *, masked: bool) -> ErrorT:
    """The error as clients see it: one that nobody foresaw with the request id, `detail` where errors are not masked."""
    more: dict[str, Any] = {}
    if error.extensions["code"] == GatewayError.code:
        more["requestId"] = request_id
    if error.detail is not None and not masked:
        more["detail"] = error.detail
    if not more:
        return error
    twin = error.again()
    twin.extensions = {**error.extensions, **more}
    return twin


class RequestError(GatewayError):
    """Nothing of the request is executed; `status` and `headers` are the HTTP answer's.

    `draft_status`: the status by the current draft of GraphQL over HTTP, where it is another.
    """

    status = 400
    draft_status: int | None = None
    headers: Mapping[str, str] = {}


class MalformedRequest(RequestError):
    code = "BAD_REQUEST"


class MalformedParameters(MalformedRequest):
    draft_status = 422


class NotAcceptable(RequestError):
    status = 406
    code = "NOT_ACCEPTABLE"
    message = "Accept must allow application/graphql-response+json or application/json."


class MethodNotAllowed(RequestError):
    status = 405
    code = "METHOD_NOT_ALLOWED"

    def __init__(self, message: str, allow: str) -> None:
        super().__init__(message)
        self.headers = {"Allow": allow}


class RequestTooSlow(RequestError):
    status = 408
    code = "REQUEST_TIMEOUT"
    message = "The request did not arrive in time."


class UrlTooLong(RequestError):
    status = 414
    code = "URL_TOO_LONG"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The address may have at most {limit} bytes; a longer query goes by POST.")


class HeadTooLarge(RequestError):
    status = 431
    code = "HEADERS_TOO_LARGE"

    def __init__(self, limit: int, fields: int) -> None:
        super().__init__(f"The head of a request may have at most {limit} bytes and {fields} fields.")


class BodyTooLarge(RequestError):
    status = 413
    code = "BODY_TOO_LARGE"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request body may have at most {limit} bytes.")


class UnsupportedMediaType(RequestError):
    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    message = "The request body must be application/json in UTF-8, not compressed."


class CrossSiteRequest(RequestError):
    code = "CSRF_ERROR"
    message = (
        "This request could have been sent by another site's page. Give it a Content-Type of application/json, "
        "or a value in one of the headers GraphQL-Require-Preflight, Apollo-Require-Preflight, X-Apollo-Operation-Name."
    )


class InvalidToken(RequestError):
    status = 401
    code = "UNAUTHENTICATED"
    message = "The access token is not valid."
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class TokenRequired(RequestError):
    status = 401
    code = "UNAUTHENTICATED"
    message = "This needs an access token: Authorization: Bearer <token>."
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}


class OperationRejected(RequestError):
    status = 403
    code = "FORBIDDEN"
    message = "The operation selects what you may not see, so none of it was executed."

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(fields=fields)


class TooManyRequests(RequestError):
    status = 429
    code = "REQUEST_RATE_LIMITED"
    message = "Too much was asked for of late."

    def __init__(self, retry_after_s: int, message: str | None = None) -> None:
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after_s)}


class OutOfTime(RequestError):
    status = 504
    code = "GATEWAY_TIMEOUT"
    message = "The request's time was over before there was an answer."


class KeysUnavailable(RequestError):
    status = 503
    code = "KEYS_UNAVAILABLE"
    message = "Access tokens cannot be verified at the moment."
    headers: Mapping[str, str] = {"Retry-After": "1"}


class Overloaded(RequestError):
    status = 503
    code = "OVERLOADED"
    message = "The gateway has too many requests to answer at the moment."
    headers: Mapping[str, str] = {"Retry-After": "1"}


class LimitExceeded(RequestError):
    """The operation asks for more than one may ask for."""

    def __init__(self, message: str, *, code: str) -> None:
        self.code = code
        super().__init__(message)


class PersistedQueryNotFound(RequestError):
    """Message and status are the ones that clients look for before they send the text; see documents/persisted.py."""

    status = 200
    code = "PERSISTED_QUERY_NOT_FOUND"
    message = "PersistedQueryNotFound"
    headers: Mapping[str, str] = {"Cache-Control": "no-store"}


class PersistedQueryNotSupported(RequestError):
    """As PersistedQueryNotFound, before they stop sending hashes."""

    status = 200
    code = "PERSISTED_QUERY_NOT_SUPPORTED"
    message = "PersistedQueryNotSupported"
    headers: Mapping[str, str] = {"Cache-Control": "no-store"}


class HashMismatch(RequestError):
    code = "PERSISTED_QUERY_HASH_MISMATCH"
    message = "provided sha does not match query"


class DocumentNotListed(RequestError):
    status = 404
    code = "PERSISTED_QUERY_NOT_IN_LIST"
    message = "No persisted document has this id."


class DocumentIdRequired(RequestError):
    code = "PERSISTED_QUERY_ID_REQUIRED"
    message = "Only persisted documents are executed here; send a `documentId` in place of the `query`."


class DocumentIdAndText(RequestError):
    code = "CANNOT_SEND_PQ_ID_AND_BODY"
    message = "Send either a `documentId` or a `query`, not both."


class TextNotListed(RequestError):
    status = 403
    code = "QUERY_NOT_IN_SAFELIST"
    message = "Only persisted documents are executed here, and this is none of them."


class DocumentRefused(RequestError):
    """The document, or the variables, cannot be executed: `errors` says each reason, as in a GraphQL answer."""

    def __init__(self, code: str, errors: Sequence[GraphQLError]) -> None:
        self.code = code
        self.errors = tuple(errors)
        self.draft_status = None if code == "GRAPHQL_PARSE_FAILED" else 422
        super().__init__(errors[0].message if errors else None)


class BadInput(GatewayError):
    code = "BAD_USER_INPUT"


class Unauthenticated(GatewayError):
    code = "UNAUTHENTICATED"
    message = "Sign in to see this."


class Forbidden(GatewayError):
    code = "FORBIDDEN"
    message = "You may not see this."


class ResolverTimeout(GatewayError):
    code = "GATEWAY_TIMEOUT"
    message = "This was not there in time."


class ResolversOverloaded(GatewayError):
    code = "OVERLOADED"
    message = "The gateway has too much to do for this at the moment."


class TooManyCalls(GatewayError):
    code = "MAX_UPSTREAM_CALLS_LIMIT"

    def __init__(self, most: int) -> None:
        super().__init__(f"The operation may make {most} calls to services at most.")


class UpstreamError(GatewayError):
    """A call to a service failed. `detail` says how, for the log; `passing`: the same call may succeed when it is sent again."""

    code = "DOWNSTREAM_SERVICE_ERROR"

    def __init__(self, service: str, *, detail: str, passing: bool = False, **extensions: Any) -> None:
        super().__init__(self.message.format(service=service), detail=detail, service=service, **extensions)
        self.service = service
        self.passing = passing


class ServiceUnavailable(UpstreamError):
    message = "The service {service} is not available."


class CircuitOpen(ServiceUnavailable):
    pass


class ServiceOverloaded(UpstreamError):
    code = "UPSTREAM_OVERLOADED"
    message = "Too many requests wait for the service {service}."


class ServiceTimeout(UpstreamError):
    code = "GATEWAY_TIMEOUT"
    message = "The service {service} did not answer in time."


class ServiceRefused(UpstreamError):
    message = "The service {service} refused the request."


class ServiceRateLimited(ServiceRefused):
    code = "REQUEST_RATE_LIMITED"
    message = "The service {service} asks for fewer requests."


class InvalidAnswer(UpstreamError):
    code = "UPSTREAM_INVALID_RESPONSE"
    message = "The service {service} gave an answer of the wrong shape."


class OutcomeUnknown(UpstreamError):
    code = "OUTCOME_UNKNOWN"
    message = "The service {service} was asked, but whether it was done is not known."
