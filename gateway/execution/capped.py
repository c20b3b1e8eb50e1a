"""A cap on the calls of one request, for plans of which nobody knows beforehand how many they make."""

from gateway.errors import TooManyCalls
from gateway.execution.port import Call, Reply, Upstream


class Capped:
    """An Upstream around an Upstream that sends `most` calls and no more."""

    def __init__(self, upstream: Upstream, most: int) -> None:
        self._upstream = upstream
        self._most = self._left = most

    async def send(self, call: Call) -> Reply:
        """
        Raises:
            TooManyCalls: so many were sent before.
        """
        self._left -= 1
        if self._left < 0:
            raise TooManyCalls(self._most)
        return await self._upstream.send(call)
