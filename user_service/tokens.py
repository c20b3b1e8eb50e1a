"""Access tokens: short-lived, signed, checked by every service for itself."""

import secrets
import time
from collections.abc import Iterable

import jwt

from .keys import KeyRing

ALGORITHM = "ES256"


class TokenIssuer:
    def __init__(self, keys: KeyRing, issuer: str, audience: str, ttl_s: int) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self.ttl_s = ttl_s

    def issue(self, subject: str, scopes: Iterable[str]) -> str:
        """A token for a user's id, or for `svc_<name>`."""
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": subject,
            "iat": now,
            "exp": now + self.ttl_s,
            "jti": secrets.token_urlsafe(16),
            "scope": " ".join(scopes),
        }
        key = self._keys.signing()
        return jwt.encode(claims, key.private, ALGORITHM, headers={"kid": key.kid, "typ": "at+jwt"})
