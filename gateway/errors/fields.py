"""Errors of single fields that no service caused."""

from gateway.errors.base import GatewayError


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
