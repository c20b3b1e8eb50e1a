"""Refusals of whole requests: nothing is executed."""

from collections.abc import Mapping, Sequence

from graphql import GraphQLError

from gateway.errors.base import GatewayError


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


class DocumentRefused(RequestError):
    """The document, or the variables, cannot be executed: `errors` says each reason, as in a GraphQL answer."""

    def __init__(self, code: str, errors: Sequence[GraphQLError]) -> None:
        self.code = code
        self.errors = tuple(errors)
        self.draft_status = None if code == "GRAPHQL_PARSE_FAILED" else 422
        super().__init__(errors[0].message if errors else None)
