"""Errors of calls to services."""

from typing import Any

from gateway.errors.base import GatewayError


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
