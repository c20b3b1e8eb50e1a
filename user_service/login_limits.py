"""How often a password may be guessed: so many failures of a name, and so many from an address, in a span of time.

They are kept in the database, so that the limit is one however many processes serve, and holds over a restart. A name
that nobody has is limited as any other, so that the limit does not tell who exists.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from .domain import folded
from .repository import LoginAttempt, Store, Work
from .rest.ids import mint

_LONGEST_NAME = 256


class WrongSecretError(Exception):
    """What was given to prove an identity does not prove it."""


class TooManyAttemptsError(Exception):
    """Too many attempts have failed; there will be room for one more in `retry_after_s`."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Allowed:
    """Failures that are taken in `window`."""

    per_name: int
    per_address: int
    window: timedelta


class LoginLimits:
    def __init__(self, store: Store, allowed: Allowed) -> None:
        self._store = store
        self._allowed = allowed

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[None]:
        """An attempt to prove an identity, which counts when it raises WrongSecretError.

        It counts while it lasts, too: guesses made at once are no way round. Raises TooManyAttemptsError.
        """
        attempt = LoginAttempt(mint("lat"), _name_hash(name), address, datetime.now(UTC))
        with self._store.read() as work:
            self._check(work, attempt)
        with self._store.write() as work:
            # Once more, now that nobody else on this database file writes.
            self._check(work, attempt)
            work.attempts.add(attempt)
        try:
            yield
        except WrongSecretError:
            raise
        except BaseException:
            self._take_back(attempt)
            raise
        self._take_back(attempt)

    def forget_old(self) -> None:
        with self._store.write() as work:
            work.attempts.forget_until(datetime.now(UTC) - self._allowed.window)

    def _check(self, work: Work, attempt: LoginAttempt) -> None:
        since = attempt.at - self._allowed.window
        newest = (
            (self._allowed.per_name, work.attempts.of_name(attempt.name_hash, since, self._allowed.per_name)),
            (
                self._allowed.per_address,
                work.attempts.from_address(attempt.address, since, self._allowed.per_address),
            ),
        )
        waits = [at[-1] - since for limit, at in newest if len(at) >= limit]
        if waits:
            raise TooManyAttemptsError(max(1, ceil(max(waits).total_seconds())))

    def _take_back(self, attempt: LoginAttempt) -> None:
        with self._store.write() as work:
            work.attempts.forget(attempt.id)


def _name_hash(name: str) -> str:
    return hashlib.sha256(folded(name.strip()[:_LONGEST_NAME]).encode()).hexdigest()
