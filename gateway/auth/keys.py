"""The issuer's public keys (JWKS, RFC 7517): fetched in the background, kept while the issuer is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import jwt
import msgspec

from gateway.errors import GatewayError, KeysUnavailable

#: Gives the body of the JWK set; raises a GatewayError when it cannot be had. The composition roots fill it.
Fetch = Callable[[], Awaitable[bytes]]

REFRESH_S = 300.0
COOLDOWN_S = 2.0

ALGORITHMS = {"EC": ("ES256",), "OKP": ("EdDSA",), "RSA": ("RS256",)}

log = logging.getLogger("gateway.auth")


class Keys:
    """Keys by `kid`. An unknown `kid` causes one fetch for all who ask, and none within the cooldown after it."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self.generation = 0

    async def get(self, kid: str) -> jwt.PyJWK | None:
        """The key of this id, `None` when the issuer has none.

        Raises:
            KeysUnavailable: no key was ever to be had.
        """
        now = asyncio.get_running_loop().time()
        if kid not in self._keys and now - self._fetched_at >= COOLDOWN_S:
            await self.refresh()
        elif now - self._fetched_at >= REFRESH_S:
            self._begin()
        if not self._keys:
            raise KeysUnavailable()
        return self._keys.get(kid)

    async def refresh(self) -> None:
        """Fetch now; several at once wait for one fetch. A failure keeps the keys there are."""
        await asyncio.shield(self._begin())

    def _begin(self) -> asyncio.Task[None]:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._load())
        return self._fetching

    async def _load(self) -> None:
        self._fetched_at = asyncio.get_running_loop().time()
        try:
            keys = _usable_keys(await self._fetch())
        except (GatewayError, msgspec.MsgspecError) as error:
            log.warning("the issuer's keys could not be fetched", extra={"reason": str(error)})
            return
        if keys.keys() != self._keys.keys():
            self.generation += 1
        self._keys = keys


class _Jwk(msgspec.Struct):
    kty: str
    kid: str
    use: str = "sig"


class _JwkSet(msgspec.Struct):
    keys: list[dict[str, object]]


def _usable_keys(body: bytes) -> dict[str, jwt.PyJWK]:
    """The signature keys of a JWK set, each fixed to the algorithm of its type; others are passed over (RFC 7517, 5)."""
    usable = {}
    for raw in msgspec.json.decode(body, type=_JwkSet).keys:
        try:
            key = msgspec.convert(raw, _Jwk)
            if key.use == "sig":
                usable[key.kid] = jwt.PyJWK(raw, algorithm=ALGORITHMS[key.kty][0])
        except (msgspec.ValidationError, jwt.PyJWTError, KeyError):
            continue
    return usable
