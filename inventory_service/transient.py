"""Running a transaction again when the database asks for it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

_ATTEMPTS = 5
_FIRST_PAUSE_S = 0.02
# serialization_failure, deadlock_detected, lock_not_available
_POSTGRESQL_STATES = {"40001", "40P01", "55P03"}
# ER_CHECKREAD (the row changed since it was read), ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
_MYSQL_ERRORS = {1020, 1205, 1213}


def retrying(transaction: Callable[[], T]) -> T:
    """Run `transaction` until it is not the victim of others, five times at most."""
    for attempt in range(1, _ATTEMPTS):
        try:
            return transaction()
        except DBAPIError as error:
            if not _asks_for_retry(error):
                raise
        # Victims that wake together meet again.
        time.sleep(random.uniform(0.5, 1.5) * _FIRST_PAUSE_S * 2**attempt)  # noqa: S311
    return transaction()


def _asks_for_retry(error: DBAPIError) -> bool:
    original = error.orig
    if getattr(original, "sqlstate", None) in _POSTGRESQL_STATES:
        return True
    if getattr(original, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        return True
    number = next(iter(getattr(original, "args", ())), None)
    return number in _MYSQL_ERRORS
