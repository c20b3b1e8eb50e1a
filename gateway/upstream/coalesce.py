"""Identical reads in flight share one call (see gateway.sharing)."""

from dataclasses import dataclass

from msgspec import structs

from gateway.errors import ServiceTimeout
from gateway.execution.port import Call, Reply, Upstream
from gateway.sharing import Sharing


@dataclass(frozen=True, slots=True)
class Coalesce:
    """An Upstream around an Upstream. Calls are identical when method, target and whoever they are made for are.

    What is not in the key does not change an answer: the token itself, the request's id, its trace, its deadline.
    """

    upstream: Upstream
    sharing: Sharing[Reply]

    async def send(self, call: Call) -> Reply:
        if not call.safe:
            return await self.upstream.send(call)
        query = "&".join(sorted(call.query.split("&"))) if "&" in call.query else call.query
        key = (call.service, call.method, call.path, query, call.identity)

        async def send(expires_at: float) -> Reply:
            return await self.upstream.send(structs.replace(call, expires_at=expires_at))

        try:
            return await self.sharing.join(key, send, call.expires_at)
        except TimeoutError:
            detail = f"{call.method} {call.template}: no answer in time to a call that others share"
            raise ServiceTimeout(call.service, detail=detail) from None
