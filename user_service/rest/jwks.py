"""The keys of the token issuer, fetched over HTTP and kept."""

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from .log import say
from .problems import Problem

FRESH_S = 300.0
STALE_S = 3600.0
COOLDOWN_S = 1.0
_TIMEOUT_S = 2.0
_LARGEST = 64 * 1024


class KeySource(Protocol):
    def key(self, kid: str) -> EllipticCurvePublicKey | None:
        """The key of that id; None when there is none. Raises Problem 503 when that cannot be known."""


def parse(document: bytes) -> dict[str, EllipticCurvePublicKey]:
    """The ES256 keys of a JWK set by id; others are left out."""
    data = json.loads(document)
    keys: dict[str, EllipticCurvePublicKey] = {}
    for member in data["keys"]:
        if member.get("kty") == "EC" and member.get("crv") == "P-256" and isinstance(member.get("kid"), str):
            key: Any = jwt.PyJWK(member, algorithm="ES256").key
            keys[member["kid"]] = key
    return keys


def fetch(url: str) -> bytes:
    with requests.Session() as session:
        session.trust_env = False
        with session.get(url, timeout=_TIMEOUT_S, allow_redirects=False, stream=True) as response:
            if response.status_code != 200:
                raise ValueError(f"status {response.status_code}")
            document = response.raw.read(_LARGEST + 1, decode_content=True)
    if len(document) > _LARGEST:
        raise ValueError("the document is too large")
    return bytes(document)


class RemoteKeys:
    """Keys are served from memory while fresh, refreshed behind the caller's back while stale.

    An unknown id is looked up at once, by one thread for all that wait, and not more often than COOLDOWN_S.
    """

    def __init__(self, url: Callable[[], str], fetch: Callable[[str], bytes] = fetch) -> None:
        self._url = url
        self._fetch = fetch
        self._lock = threading.Lock()
        self._keys: dict[str, EllipticCurvePublicKey] = {}
        self._fetched_at = -STALE_S
        self._tried_at = -STALE_S
        self._failed = True

    def key(self, kid: str) -> EllipticCurvePublicKey | None:
        asked_at = time.monotonic()
        age = asked_at - self._fetched_at
        found = self._keys.get(kid)
        if found is None or age > STALE_S:
            self._refresh(asked_at)
            found = self._keys.get(kid)
        elif age > FRESH_S and asked_at - self._tried_at > COOLDOWN_S and not self._lock.locked():
            threading.Thread(target=self._refresh, args=(asked_at,), daemon=True).start()
        if found is None and self._failed:
            raise Problem(
                503,
                "KEYS_UNAVAILABLE",
                "The keys that tokens are checked with cannot be had.",
                headers={"Retry-After": "1"},
            )
        return found

    def _refresh(self, asked_at: float) -> None:
        with self._lock:
            if self._tried_at >= asked_at or time.monotonic() - self._tried_at < COOLDOWN_S:
                return
            try:
                self._keys = parse(self._fetch(self._url()))
                self._fetched_at = time.monotonic()
                self._failed = False
            except (
                requests.RequestException,
                OSError,
                ValueError,
                KeyError,
                TypeError,
                AttributeError,
                jwt.PyJWTError,
            ) as error:
                self._failed = True
                say(logging.WARNING, "jwks_unavailable", reason=type(error).__name__)
            finally:
                self._tried_at = time.monotonic()
