"""An issuer's public keys: fetched in the background, kept while the issuer is away."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from gateway.auth.jwks import Key, read_jwks
from gateway.errors import GatewayError, KeysUnavailable

#: Gives the body of the JWK set; raises a GatewayError when it cannot be had. The composition roots fill it.
Fetch = Callable[[], Awaitable[bytes]]

#: Between two tries while there was never a key; tokens that come meanwhile wait for the second.
RETRY_S = 0.25
MAX_ABSENT = 1_000

log = logging.getLogger("gateway.auth")


class Keys:
    """Keys by `kid`, fetched again every `refresh_s` from the first use on.

    An unknown `kid` causes one fetch for all who ask, and none within `cooldown_s` after it; a `kid` that a fetch has not
    brought causes none until the keys change. `generation` counts up when they have changed.
    """

    def __init__(self, fetch: Fetch, refresh_s: float, cooldown_s: float) -> None:
        self._fetch = fetch
        self._refresh_s = refresh_s
        self._cooldown_s = cooldown_s
        self._keys: dict[str, Key] = {}
        self._body = b""
        self._absent: OrderedDict[str, None] = OrderedDict()
        self._not_before = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self._next: asyncio.TimerHandle | None = None
        self.generation = 0

    async def get(self, kid: str) -> Key | None:
        """The key of this id, `None` when the issuer has none.

        Raises:
            KeysUnavailable: no key was ever to be had.
        """
        if kid not in self._keys and kid not in self._absent and self._may_fetch():
            await self.refresh()
            self._note_absent(kid)
        if not self._keys:
            raise KeysUnavailable()
        return self._keys.get(kid)

    async def refresh(self) -> None:
        """Fetch now; several at once wait for one fetch. A failure keeps the keys there are."""
        await asyncio.shield(self._begin())

    def close(self) -> None:
        """Fetch no more."""
        if self._next is not None:
            self._next.cancel()

    def _may_fetch(self) -> bool:
        under_way = self._fetching is not None and not self._fetching.done()
        return under_way or not self._keys or asyncio.get_running_loop().time() >= self._not_before

    def _note_absent(self, kid: str) -> None:
        if self._keys and kid not in self._keys:
            self._absent[kid] = None
            if len(self._absent) > MAX_ABSENT:
                self._absent.popitem(last=False)

    def _begin(self) -> asyncio.Task[None]:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._load())
        return self._fetching

    async def _load(self) -> None:
        loop = asyncio.get_running_loop()
        if not self._keys:
            await asyncio.sleep(self._not_before - loop.time())
        fetched = await self._fetched()
        # A storm of tokens with made-up ids must not become one of fetches.
        self._not_before = loop.time() + (self._cooldown_s if self._keys else RETRY_S)
        self.close()
        self._next = loop.call_later(
            self._refresh_s if fetched else min(self._refresh_s, self._cooldown_s), self._begin
        )

    async def _fetched(self) -> bool:
        """Whether the keys were fetched, and are those that the issuer has now."""
        try:
            body = await self._fetch()
            keys = read_jwks(body)
        except (GatewayError, ValueError, RecursionError) as error:
            detail = getattr(error, "detail", None) or str(error)
            log.warning("the issuer's keys could not be fetched", extra={"reason": detail})
            return False
        if body != self._body:
            self.generation += 1
            self._absent.clear()
        self._keys, self._body = keys, body
        return True
