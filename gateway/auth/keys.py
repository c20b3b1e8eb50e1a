"""The issuer's public keys (JWKS, RFC 7517): fetched in the background, kept while the issuer is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import jwt
import msgspec

from gateway.errors import GatewayError, KeysUnavailable

#: Gives the body of the JWK set; raises a GatewayError when it cannot be had. The composition roots fill it.
Fetch = Callable[[], Awaitable[bytes]]

COOLDOWN_S = 2.0

ALGORITHMS = {"EC": ("ES256",), "OKP": ("EdDSA",), "RSA": ("RS256",)}

log = logging.getLogger("gateway.auth")


class Keys:
    """Keys by `kid`. An unknown `kid` causes one fetch for all who ask, and none within the cooldown after it.

    `refresh_s`: how old keys get before they are fetched again. `generation` counts up when they have changed.
    """

    def __init__(self, fetch: Fetch, refresh_s: float) -> None:
        self._fetch = fetch
        self._refresh_s = refresh_s
        self._keys: dict[str, jwt.PyJWK] = {}
        self._body = b""
        self._fetched_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self.generation = 0

    async def get(self, kid: str) -> jwt.PyJWK | None:
        """The key of this id, `None` when the issuer has none.

        Raises:
            KeysUnavailable: no key was ever to be had.
        """
        if kid not in self._keys and (self._under_way() or self._age() >= COOLDOWN_S):
            await self.refresh()
        if not self._keys:
            raise KeysUnavailable()
        return self._keys.get(kid)

    def renew(self) -> None:
        """Begin to fetch keys that have grown old; nobody waits for it."""
        if self._age() >= self._refresh_s:
            self._begin()

    async def refresh(self) -> None:
        """Fetch now; several at once wait for one fetch. A failure keeps the keys there are."""
        await asyncio.shield(self._begin())

    def _age(self) -> float:
        return asyncio.get_running_loop().time() - self._fetched_at

    def _under_way(self) -> bool:
        return self._fetching is not None and not self._fetching.done()

    def _begin(self) -> asyncio.Task[None]:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._load())
        return self._fetching

    async def _load(self) -> None:
        self._fetched_at = asyncio.get_running_loop().time()
        try:
            body = await self._fetch()
            keys = _usable_keys(body)
        except (GatewayError, msgspec.MsgspecError, ValueError, RecursionError) as error:
            log.warning("the issuer's keys could not be fetched", extra={"reason": str(error)})
            return
        if body != self._body:
            self.generation += 1
        self._keys, self._body = keys, body


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
        except (msgspec.ValidationError, jwt.PyJWTError, KeyError, ValueError, TypeError):
            continue
    return usable
