"""Errors as callers see them: problem details (RFC 9457) with a stable code."""

from collections.abc import Mapping
from http import HTTPStatus

from msgspec import UNSET, Struct, UnsetType

MEDIA_TYPE = "application/problem+json"

# The names of RFC 9110, which Python's table has only in its later versions.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


class FieldError(Struct, frozen=True):
    """One member at fault; `pointer` (RFC 6901) leads into the body, or the query seen as an object."""

    pointer: str
    code: str
    detail: str


class ProblemBody(Struct, frozen=True):
    """Problem details."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] | UnsetType = UNSET


class Problem(Exception):
    """An answer that is an error. `detail` is shown to the caller: no address, no secret, no internals."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def body(self) -> ProblemBody:
        return ProblemBody(
            type="about:blank",
            title=title(self.status),
            status=self.status,
            code=self.code,
            detail=self.detail,
            errors=list(self.errors) or UNSET,
        )


def title(status: int) -> str:
    return _TITLES.get(status) or HTTPStatus(status).phrase


def not_found(what: str) -> Problem:
    """`what` names the thing: "item", "user"."""
    return Problem(404, "NOT_FOUND", f"There is no such {what}.")


def forbidden(detail: str = "You may not do this.") -> Problem:
    return Problem(403, "FORBIDDEN", detail)


def unauthenticated(detail: str, error: str | None = None) -> Problem:
    """`error` is RFC 6750's, given when a token was sent and refused."""
    challenge = "Bearer" if error is None else f'Bearer error="{error}"'
    return Problem(401, "UNAUTHENTICATED", detail, headers={"WWW-Authenticate": challenge})


def invalid(*errors: FieldError) -> Problem:
    """Well-formed input that breaks a rule of the domain."""
    return Problem(422, "VALIDATION_FAILED", "Some members break a rule; see errors.", errors)
