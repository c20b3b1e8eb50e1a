"""New tokens for old ones, once each: refresh tokens rotate, and using one twice ends the whole session."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Self

REMEMBERED_S = 120.0
RENEWED_BEFORE_EXPIRY_S = 30.0
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Tokens:
    """What a logged-in visitor holds; `renew_at` (of `time.time`) is a little before the access token expires."""

    access_token: str
    refresh_token: str
    renew_at: float

    @classmethod
    def of(cls, session: Mapping[str, Any]) -> Self:
        """From a `Session` of the API, just received."""
        lifetime_s = session["expiresIn"]
        margin_s = min(RENEWED_BEFORE_EXPIRY_S, lifetime_s / 5)
        return cls(session["accessToken"], session["refreshToken"], time.time() + lifetime_s - margin_s)


@dataclass(frozen=True)
class _Renewal:
    since: float
    tokens: Future[Tokens | None]


class Renewer:
    """
    Exchanges each refresh token at most once, whoever asks and however often.

    Tabs that come with the same old cookie at the same moment wait for one exchange; those that come a
    little later are given what it brought. It knows of one process only: see the README on replicas.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._renewals: dict[str, _Renewal] = {}

    def renew(self, refresh_token: str, exchange: Callable[[str], Tokens | None]) -> Tokens | None:
        """The newest tokens that came of this one; None when the gateway refuses it."""
        tokens = self._renew_once(refresh_token, exchange)
        while tokens and (later := self._already_renewed(tokens.refresh_token)):
            tokens = later
        return tokens

    def forget(self, refresh_token: str) -> None:
        """Whoever logged out must not be given tokens from memory."""
        with self._lock:
            self._renewals = {
                spent: renewal
                for spent, renewal in self._renewals.items()
                if spent != refresh_token and not _leads_to(renewal, refresh_token)
            }

    def _renew_once(self, refresh_token: str, exchange: Callable[[str], Tokens | None]) -> Tokens | None:
        with self._lock:
            self._forget_old()
            renewal = self._renewals.get(refresh_token)
            is_first = renewal is None
            if renewal is None:
                renewal = self._renewals[refresh_token] = _Renewal(time.monotonic(), Future())
        if is_first:
            self._exchange(refresh_token, renewal, exchange)
        return renewal.tokens.result()

    def _exchange(
        self, refresh_token: str, renewal: _Renewal, exchange: Callable[[str], Tokens | None]
    ) -> None:
        try:
            renewal.tokens.set_result(exchange(refresh_token))
        except Exception as error:
            with self._lock:
                self._renewals.pop(refresh_token, None)
            renewal.tokens.set_exception(error)

    def _already_renewed(self, refresh_token: str) -> Tokens | None:
        with self._lock:
            renewal = self._renewals.get(refresh_token)
        return renewal.tokens.result() if renewal and renewal.tokens.done() else None

    def _forget_old(self) -> None:
        oldest = time.monotonic() - REMEMBERED_S
        while self._renewals:
            first = next(iter(self._renewals))
            is_old = self._renewals[first].since < oldest or len(self._renewals) > MOST_REMEMBERED
            if not is_old:
                break
            del self._renewals[first]


def _leads_to(renewal: _Renewal, refresh_token: str) -> bool:
    done = renewal.tokens.done() and renewal.tokens.exception() is None
    tokens = renewal.tokens.result() if done else None
    return tokens is not None and tokens.refresh_token == refresh_token
