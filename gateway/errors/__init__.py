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

from gateway.errors.base import (
    GatewayError,
    fresh,
    told,
)
from gateway.errors.fields import (
    BadInput,
    Forbidden,
    ResolversOverloaded,
    ResolverTimeout,
    TooManyCalls,
    Unauthenticated,
)
from gateway.errors.persisted import (
    DocumentIdAndText,
    DocumentIdRequired,
    DocumentNotListed,
    HashMismatch,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
    TextNotListed,
)
from gateway.errors.requests import (
    BodyTooLarge,
    CrossSiteRequest,
    DocumentRefused,
    HeadTooLarge,
    InvalidToken,
    KeysUnavailable,
    LimitExceeded,
    MalformedParameters,
    MalformedRequest,
    MethodNotAllowed,
    NotAcceptable,
    OperationRejected,
    OutOfTime,
    Overloaded,
    RequestError,
    RequestTooSlow,
    TokenRequired,
    TooManyRequests,
    UnsupportedMediaType,
    UrlTooLong,
)
from gateway.errors.upstream import (
    CircuitOpen,
    InvalidAnswer,
    OutcomeUnknown,
    ServiceOverloaded,
    ServiceRateLimited,
    ServiceRefused,
    ServiceTimeout,
    ServiceUnavailable,
    UpstreamError,
)

__all__ = [
    "BadInput",
    "BodyTooLarge",
    "CircuitOpen",
    "CrossSiteRequest",
    "DocumentIdAndText",
    "DocumentIdRequired",
    "DocumentNotListed",
    "DocumentRefused",
    "Forbidden",
    "GatewayError",
    "HashMismatch",
    "HeadTooLarge",
    "InvalidAnswer",
    "InvalidToken",
    "KeysUnavailable",
    "LimitExceeded",
    "MalformedParameters",
    "MalformedRequest",
    "MethodNotAllowed",
    "NotAcceptable",
    "OperationRejected",
    "OutOfTime",
    "OutcomeUnknown",
    "Overloaded",
    "PersistedQueryNotFound",
    "PersistedQueryNotSupported",
    "RequestError",
    "RequestTooSlow",
    "ResolverTimeout",
    "ResolversOverloaded",
    "ServiceOverloaded",
    "ServiceRateLimited",
    "ServiceRefused",
    "ServiceTimeout",
    "ServiceUnavailable",
    "TextNotListed",
    "TokenRequired",
    "TooManyCalls",
    "TooManyRequests",
    "Unauthenticated",
    "UnsupportedMediaType",
    "UpstreamError",
    "UrlTooLong",
    "fresh",
    "told",
]
