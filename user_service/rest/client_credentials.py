"""A service's own access token (RFC 6749 client credentials), kept until shortly before it expires."""

import threading
import time
from collections.abc import Callable
from urllib.parse import quote_plus

import msgspec
from msgspec import Struct

from .outgoing import read, session, timeouts
from .request import Context

_EARLY_S = 30.0


class _Granted(Struct, frozen=True):
    access_token: str
    expires_in: int


class ClientCredentials:
    """A TokenSource; `base_url` is the issuer's address."""

    def __init__(self, base_url: Callable[[], str], client_id: str, secret: str) -> None:
        self._base_url = base_url
        self._credentials = (quote_plus(client_id), quote_plus(secret))
        self._lock = threading.Lock()
        self._session = session()
        self._token = ""
        self._renew_at = 0.0

    def token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._renew_at:
                granted = self._ask()
                self._token = granted.access_token
                self._renew_at = time.monotonic() + max(granted.expires_in - _EARLY_S, granted.expires_in / 2)
            return self._token

    def forget(self) -> None:
        with self._lock:
            self._renew_at = 0.0

    def _ask(self) -> _Granted:
        """Raises what `requests` raises, or ValueError for an answer that is no grant."""
        with self._session.post(
            f"{self._base_url().rstrip('/')}/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=self._credentials,
            timeout=timeouts(Context("")),
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != 200:
                raise ValueError(f"no token was granted: status {response.status_code}")
            return msgspec.json.decode(read(response), type=_Granted)
