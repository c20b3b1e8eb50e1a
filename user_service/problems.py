"""What the domain's refusals become over HTTP."""

from .domain import BrokenRuleError
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


def _name_taken(_: NameTakenError) -> Problem:
    detail = "Someone has this name already."
    return Problem(409, "NAME_TAKEN", detail, (FieldError("/name", "NAME_TAKEN", detail),))


def _wrong_password(_: WrongPasswordError) -> Problem:
    detail = "This is not the current password."
    error = FieldError("/current_password", "WRONG_PASSWORD", detail)
    return Problem(422, "WRONG_PASSWORD", detail, (error,))


def _busy(_: HashingBusyError) -> Problem:
    detail = "Too many passwords are being checked at the moment; try again soon."
    return Problem(503, "OVERLOADED", detail, headers={"Retry-After": "1"})


PROBLEMS: Translations = {
    UserNotFoundError: lambda _: not_found("user"),
    BrokenRulesError: _broken_rules,
    NameTakenError: _name_taken,
    InvalidCredentialsError: lambda _: Problem(
        400, "INVALID_CREDENTIALS", "The name or the password is wrong."
    ),
    InvalidRefreshTokenError: lambda _: Problem(
        400, "INVALID_REFRESH_TOKEN", "The refresh token is unknown, spent, expired or revoked; log in again."
    ),
    WrongPasswordError: _wrong_password,
    HashingBusyError: _busy,
}
