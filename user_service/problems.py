"""What the domain's refusals become over HTTP."""

from .domain import BrokenRuleError
from .login_limits import TooManyAttemptsError
from .passwords import HashingBusyError
from .registration import BrokenRulesError
from .repository import NameTakenError
from .rest.problems import FieldError, Problem, invalid, not_found
from .rest.routes import Translations
from .service import UserNotFoundError
from .sessions import InvalidCredentialsError, InvalidRefreshTokenError, WrongPasswordError


def broken_rule(pointer: str, rule: BrokenRuleError) -> Problem:
    return invalid(FieldError(pointer, rule.code, str(rule)))


def _broken_rules(error: BrokenRulesError) -> Problem:
    return invalid(
        *(FieldError(f"/{member}", rule.code, str(rule)) for member, rule in error.by_member.items())
    )


def _at(pointer: str, status: int, code: str, detail: str) -> Problem:
    """One member of the body is at fault, and that is the whole problem."""
    return Problem(status, code, detail, (FieldError(pointer, code, detail),))


def _busy(_: HashingBusyError) -> Problem:
    detail = "Too many passwords are being checked at the moment; try again soon."
    return Problem(503, "OVERLOADED", detail, headers={"Retry-After": "1"})


def _too_many(error: TooManyAttemptsError) -> Problem:
    detail = "Too many attempts have failed; wait, then try again."
    return Problem(429, "REQUEST_RATE_LIMITED", detail, headers={"Retry-After": str(error.retry_after_s)})


PROBLEMS: Translations = {
    UserNotFoundError: lambda _: not_found("user"),
    BrokenRulesError: _broken_rules,
    NameTakenError: lambda _: _at("/name", 409, "NAME_TAKEN", "Someone has this name already."),
    # Always at the password, so that it does not tell whether the name exists.
    InvalidCredentialsError: lambda _: _at(
        "/password", 400, "INVALID_CREDENTIALS", "The name or the password is wrong."
    ),
    InvalidRefreshTokenError: lambda _: _at(
        "/refresh_token",
        400,
        "INVALID_REFRESH_TOKEN",
        "The refresh token is unknown, spent, expired or revoked; log in again.",
    ),
    WrongPasswordError: lambda _: _at(
        "/current_password", 422, "WRONG_PASSWORD", "This is not the current password."
    ),
    HashingBusyError: _busy,
    TooManyAttemptsError: _too_many,
}
