"""Running a transaction again when the database asks for it, and saying so when it is away."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from .repository import StoreUnavailableError

T = TypeVar("T")

_ATTEMPTS = 5
_FIRST_PAUSE_S = 0.02
# serialization_failure, deadlock_detected, lock_not_available
_POSTGRESQL_STATES = {"40001", "40P01", "55P03"}
# ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_CHECKREAD (the row changed since it was read)
_MYSQL_ERRORS = {1205, 1213, 1020}


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


@contextmanager
def translating() -> Iterator[None]:
    """Raise StoreUnavailableError for a database that is away, overloaded or too contended."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailableError("no connection became free in time") from error
    except DBAPIError as error:
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise StoreUnavailableError("the database is away or too busy") from error
        raise


def _asks_for_retry(error: DBAPIError) -> bool:
    original = error.orig
    if getattr(original, "sqlstate", None) in _POSTGRESQL_STATES:
        return True
    if getattr(original, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return True
    arguments = getattr(original, "args", ())
    return bool(arguments) and arguments[0] in _MYSQL_ERRORS
