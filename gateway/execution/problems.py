"""Answers that are no success, to errors: by status, and by the problem document (RFC 9457) where there is one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from gateway.errors import (
    BadInput,
    Forbidden,
    GatewayError,
    ServiceRateLimited,
    ServiceRefused,
    ServiceTimeout,
    ServiceUnavailable,
    Unauthenticated,
)
from gateway.execution.port import Reply
from gateway.execution.results import Refusal, Refused

#: `Retry-After` in seconds, as many as mean something.
_SECONDS = re.compile("[0-9]{1,9}")

#: What a service says of a request is told at every place that it concerns: it is a sentence, not a page.
MAX_TEXT = 1_000
MAX_ERRORS = 100


class Fault(msgspec.Struct):
    """A member of the request at fault; `pointer` into its body (RFC 6901)."""

    code: str = "VALIDATION_FAILED"
    detail: str = "This value is not valid."
    pointer: str = ""

    def __post_init__(self) -> None:
        self.code, self.detail = self.code[:MAX_TEXT], self.detail[:MAX_TEXT]


class Problem(msgspec.Struct):
    code: str | None = None
    detail: str | None = None
    title: str | None = None
    errors: list[Fault] = []

    def __post_init__(self) -> None:
        self.code, self.detail, self.title = (
            text and text[:MAX_TEXT] for text in (self.code, self.detail, self.title)
        )
        self.errors = self.errors[:MAX_ERRORS]


def problem_of(reply: Reply) -> Problem | None:
    """The problem document of an answer; `None` where there is none that can be read."""
    if not reply.headers.get("content-type", "").startswith("application/problem+json"):
        return None
    try:
        return msgspec.json.decode(reply.body, type=Problem)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def read_error(service: str, reply: Reply) -> GatewayError:
    """What a read that was not answered means for the field that wanted it."""
    problem = problem_of(reply)
    if reply.status in (400, 422) and problem is not None:
        return BadInput(problem.detail, service=service)
    if reply.status == 414:
        return BadInput("An argument is longer than the service takes.", service=service)
    return _error_of_status(service, reply, problem)


@dataclass(frozen=True, slots=True)
class NamedBy:
    """The input's members that are at fault when a problem points at none: `ids` name the thing, `key` is the idempotency key."""

    ids: tuple[str, ...] | None
    key: tuple[str, ...] | None

    def field(self, status: int, code: str) -> tuple[str, ...] | None:
        if code.startswith("IDEMPOTENCY_KEY"):
            return self.key
        return self.ids if status in (404, 409) else None


def refusal(
    service: str, reply: Reply, names: Mapping[str, str], named_by: NamedBy
) -> Refused | GatewayError:
    """What a command that was not done means: user errors, or an error. `names`: JSON pointer -> the input's member."""
    problem = problem_of(reply)
    if reply.status in (401, 403, 429) or reply.status >= 500 or problem is None:
        return _error_of_status(service, reply, problem)
    code = problem.code or "BAD_USER_INPUT"
    message = problem.detail or problem.title or "The request was refused."
    if not problem.errors:
        return Refused((Refusal(code, message, named_by.field(reply.status, code)),))
    return Refused(tuple(Refusal(e.code, e.detail, _path(e.pointer, names)) for e in problem.errors))


def _path(pointer: str, names: Mapping[str, str]) -> tuple[str, ...] | None:
    return (names[pointer],) if pointer in names else None


def _error_of_status(service: str, reply: Reply, problem: Problem | None) -> GatewayError:
    status = reply.status
    extensions: dict[str, Any] = {"http": {"status": status}}
    detail = f"{status} {problem.code if problem else ''}".strip()
    if status == 401:
        return Unauthenticated()
    if status == 403:
        return Forbidden()
    if status == 429:
        retry_after = reply.headers.get("retry-after", "")
        if _SECONDS.fullmatch(retry_after):
            extensions["retryAfter"] = int(retry_after)
        return ServiceRateLimited(service, detail=detail, **extensions)
    if status == 504:
        return ServiceTimeout(service, detail=detail, **extensions)
    if status >= 500:
        return ServiceUnavailable(service, detail=detail, **extensions)
    return ServiceRefused(service, detail=detail, **extensions)
