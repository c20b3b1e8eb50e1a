"""How the shop's refusals are told in HTTP: one table."""

from collections.abc import Callable, Mapping
from typing import Any

from .domain import (
    CurrencyNotSupportedError,
    ForbiddenError,
    NotFoundError,
    NotHeldError,
    OutOfStockError,
    RefusalError,
    SkuTakenError,
    StockLimitError,
    StockReservedError,
    UnknownSellerError,
)
from .rest.problems import FieldError, Problem, invalid
from .values import InvalidMembersError

_STATUSES: Mapping[type[RefusalError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    SkuTakenError: 409,
    OutOfStockError: 409,
    StockReservedError: 409,
    StockLimitError: 409,
    NotHeldError: 409,
    CurrencyNotSupportedError: 422,
    UnknownSellerError: 422,
}


def _refused(status: int) -> Callable[[RefusalError], Problem]:
    def tell(refusal: RefusalError) -> Problem:
        code, detail, member = refusal.code, refusal.detail, refusal.member
        errors = (FieldError(f"/{member}", code, detail),) if member else ()
        return Problem(status, code, detail, errors)

    return tell


def _invalid(error: InvalidMembersError) -> Problem:
    return invalid(
        *(FieldError("/" + "/".join(fault.path), fault.code, fault.detail) for fault in error.faults)
    )


PROBLEMS: Mapping[type[Exception], Callable[[Any], Problem]] = {
    **{refusal: _refused(status) for refusal, status in _STATUSES.items()},
    InvalidMembersError: _invalid,
}
