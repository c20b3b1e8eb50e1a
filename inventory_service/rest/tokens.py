"""Verifying access tokens (RFC 9068): ES256, from one issuer, for one audience."""

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from .callers import Caller
from .jwks import KeySource
from .problems import Problem, unauthenticated

_LEEWAY_S = 10
_REMEMBERED = 4096
_LONGEST = 8192
_REQUIRED = ["iss", "aud", "sub", "exp", "iat", "jti"]


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token that was good; it is so until it expires or its key is withdrawn."""

    caller: Caller
    expires_at: float
    kid: str
    key: EllipticCurvePublicKey


class TokenVerifier:
    """Remembers what it has verified until it expires: a signature costs more than a whole small answer."""

    def __init__(self, issuer: str, audience: str, keys: KeySource) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, _Verified] = OrderedDict()

    def verify(self, token: str) -> Caller:
        """The caller that the token stands for; Problem 401 for a token that is no good, 503 without keys."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is None or time.time() >= known.expires_at or self._keys.key(known.kid) != known.key:
            known = self._check(token)
            with self._lock:
                self._known[digest] = known
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return known.caller

    def _check(self, token: str) -> _Verified:
        if len(token) > _LONGEST:
            raise _refused("it is too long")
        try:
            kid = _key_id(token)
            key = self._keys.key(kid)
            if key is None:
                raise _refused("its key is not known")
            claims = jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                issuer=self._issuer,
                audience=self._audience,
                leeway=_LEEWAY_S,
                options={"require": _REQUIRED},
            )
        except jwt.ExpiredSignatureError:
            raise _refused("it has expired") from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise _refused("it was not issued for this service, or was changed") from None
        return _Verified(_caller(claims), float(claims["exp"]), kid, key)


def _key_id(token: str) -> str:
    header = jwt.get_unverified_header(token)
    if header.get("alg") != "ES256" or str(header.get("typ", "")).lower() not in (
        "at+jwt",
        "application/at+jwt",
    ):
        raise _refused("it is no ES256 access token")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise _refused("it names no key")
    return kid


def _caller(claims: dict[str, Any]) -> Caller:
    subject, scope = claims["sub"], claims.get("scope", "")
    if not isinstance(subject, str) or not subject or not isinstance(scope, str):
        raise _refused("its claims are not sound")
    return Caller(subject, frozenset(scope.split()))


def _refused(why: str) -> Problem:
    return unauthenticated(f"The access token is not accepted: {why}.", "invalid_token")
