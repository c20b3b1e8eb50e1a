"""Access tokens (RFC 9068) to viewers."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from msgspec import Struct

from gateway.auth.jws import Object, is_time, take_apart
from gateway.auth.keys import Keys
from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.errors import InvalidToken, TokenRequired

MAX_REMEMBERED = 10_000
MAX_TOKEN_LENGTH = 8_192
REQUIRED = ("iss", "aud", "sub", "exp", "iat")
TIMES = ("exp", "iat", "nbf")


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What is asked of tokens besides a good signature.

    `type`: the header's `typ`. `scope_claim`: where scopes are. `required`: whether everybody must have a token.
    """

    audience: str
    type: str
    leeway_s: float
    scope_claim: str
    required: bool


class _Verified(Struct, frozen=True, gc=False):
    """Good until `expires_at`, and while the issuer's keys are those of `generation`."""

    viewer: Viewer
    expires_at: float
    keys: Keys
    generation: int


class Tokens:
    """Verifies bearer tokens of some issuers, and remembers those it has verified until they expire or the keys change."""

    def __init__(self, issuers: Mapping[str, Keys], rules: TokenRules) -> None:
        """`issuers`: the `iss` of each, with its keys."""
        self.issuers = issuers
        self._rules = rules
        self._verified: OrderedDict[str, _Verified] = OrderedDict()

    async def viewer(self, authorization: str | None) -> Viewer:
        """Who the `Authorization` header says is calling; without one, the anonymous viewer. Several, joined, are no token.

        Raises:
            InvalidToken, TokenRequired, KeysUnavailable
        """
        if authorization is None:
            if self._rules.required:
                raise TokenRequired()
            return ANONYMOUS
        return self._remembered(authorization) or await self._viewer_of(_bearer_token(authorization))

    def _remembered(self, header: str) -> Viewer | None:
        # The header itself is the key: its hash would take longer to compute, and the viewer has the token anyway.
        known = self._verified.get(header)
        if known is None or known.expires_at <= time.time() or known.generation != known.keys.generation:
            return None
        self._verified.move_to_end(header)
        return known.viewer

    async def _viewer_of(self, token: str) -> Viewer:
        # However the scheme and the blanks were written, a token is remembered once.
        header = f"Bearer {token}"
        viewer = self._remembered(header)
        if viewer is None:
            verified = await self._verify(token)
            viewer, self._verified[header] = verified.viewer, verified
            if len(self._verified) > MAX_REMEMBERED:
                self._verified.popitem(last=False)
        return viewer

    async def _verify(self, token: str) -> _Verified:
        header, claims = take_apart(token)
        self._check_header(header)
        issuer = claims.get("iss")
        keys = self.issuers.get(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise InvalidToken(detail="another issuer")
        key = await keys.get(str(header.get("kid")))
        if key is None:
            raise InvalidToken(detail="unknown kid")
        generation = keys.generation
        self._check(token, key.public, key.algorithms)
        _check_claims(claims)
        viewer = Viewer(claims["sub"], _scopes(claims.get(self._rules.scope_claim)), issuer, token)
        return _Verified(viewer, claims["exp"] + self._rules.leeway_s, keys, generation)

    def _check_header(self, header: Object) -> None:
        """Whether it is an access token, and one that is understood: what it says of keys is not even looked at."""
        type_ = header.get("typ")
        if not isinstance(type_, str) or type_.lower().removeprefix("application/") != self._rules.type:
            raise InvalidToken(detail="not an access token")
        if "crit" in header or "b64" in header:
            raise InvalidToken(detail="demands that are not understood")

    def _check(self, token: str, key: Any, algorithms: tuple[str, ...]) -> None:
        """The signature first, then issuer, audience and times."""
        try:
            jwt.decode(
                token,
                key,
                algorithms=list(algorithms),
                audience=self._rules.audience,
                leeway=self._rules.leeway_s,
                options={"require": list(REQUIRED)},
            )
        except (jwt.InvalidTokenError, OverflowError, TypeError) as error:
            raise InvalidToken(detail=str(error)) from None


def _bearer_token(authorization: str) -> str:
    """The one bearer token.

    Raises:
        TokenRequired: another scheme. InvalidToken: several tokens, or none.
    """
    if "bearer" not in authorization.lower():
        raise TokenRequired(detail="another scheme")
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or "," in token or len(token) > MAX_TOKEN_LENGTH:
        raise InvalidToken(detail="not one bearer token")
    return token.strip()


def _check_claims(claims: Object) -> None:
    """What PyJWT lets pass: times that are no numbers, and subjects that are no name."""
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject or not subject.isprintable():
        raise InvalidToken(detail="no subject")
    if not all(is_time(claims[name]) for name in TIMES if name in claims):
        raise InvalidToken(detail="a time that is none")


def _scopes(claim: object) -> frozenset[str]:
    """A string of names with spaces between (RFC 8693, 4.2), or a list of them."""
    names = claim.split() if isinstance(claim, str) else claim if isinstance(claim, list) else ()
    return frozenset(name for name in names if isinstance(name, str))
