"""Access tokens (RFC 9068) to viewers."""

import hashlib
import time
from collections import OrderedDict
from typing import Any

import jwt

from gateway.auth.keys import Keys
from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.errors import InvalidToken

LEEWAY_S = 30
MAX_REMEMBERED = 10_000
MAX_TOKEN_LENGTH = 8_192
REQUIRED = ("iss", "aud", "sub", "exp", "iat")


class Tokens:
    """Verifies bearer tokens of one issuer, and remembers those it has verified until they expire or its keys change."""

    def __init__(self, keys: Keys, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._verified: OrderedDict[bytes, tuple[float, int, Viewer]] = OrderedDict()

    async def viewer(self, authorization: list[str]) -> Viewer:
        """Who the `Authorization` headers say is calling; without one, the anonymous viewer.

        Raises:
            InvalidToken, KeysUnavailable
        """
        if not authorization:
            return ANONYMOUS
        token = _bearer_token(authorization)
        self._keys.renew()
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is not None and known[0] > time.time() and known[1] == self._keys.generation:
            return known[2]
        claims = await self._verify(token)
        viewer = Viewer(claims["sub"], _scopes(claims), claims["iss"], token)
        self._verified[digest] = (claims["exp"] + LEEWAY_S, self._keys.generation, viewer)
        if len(self._verified) > MAX_REMEMBERED:
            self._verified.popitem(last=False)
        return viewer

    async def _verify(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, RecursionError) as error:
            raise InvalidToken(detail=str(error)) from None
        if str(header.get("typ", "")).lower() not in ("at+jwt", "application/at+jwt") or "crit" in header:
            raise InvalidToken(detail="not an access token")
        key = await self._keys.get(str(header.get("kid")))
        if key is None:
            raise InvalidToken(detail="unknown kid")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": list(REQUIRED)},
            )
        except jwt.InvalidTokenError as error:
            raise InvalidToken(detail=str(error)) from None
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise InvalidToken(detail="no subject")
        return claims


def _bearer_token(authorization: list[str]) -> str:
    """The one bearer token.

    Raises:
        InvalidToken: several headers, another scheme, or no token.
    """
    scheme, _, token = authorization[0].strip().partition(" ")
    token = token.strip()
    sound = (
        token.isascii() and token.isprintable() and " " not in token and 0 < len(token) <= MAX_TOKEN_LENGTH
    )
    if len(authorization) > 1 or scheme.lower() != "bearer" or not sound:
        raise InvalidToken(detail="not one bearer token")
    return token


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    scope = claims.get("scope", "")
    if isinstance(scope, list):
        return frozenset(s for s in scope if isinstance(s, str))
    return frozenset(scope.split()) if isinstance(scope, str) else frozenset()
