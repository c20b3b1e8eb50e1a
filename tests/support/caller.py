"""The gateway's HTTP client, called from tests that are not coroutines themselves."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from gateway.execution.port import Call, Reply, Upstream
from gateway.upstream.client import ClientLimits, HttpClient
from tests.support.winding_up import wind_up

DEADLINE_S = 5.0
DEFAULT_LIMITS = ClientLimits(connect_s=1.0, answer_bytes=100_000)

T = TypeVar("T")

Guarding = Callable[[Upstream], Upstream]


class Caller:
    """
    One client on an event loop that runs only while a call is made: what happens to its connections in between
    is noticed when the next call has begun, as when a service closes a connection at the wrong moment.
    """

    def __init__(
        self,
        url: str,
        limits: ClientLimits = DEFAULT_LIMITS,
        tls: ssl.SSLContext | None = None,
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
        guarding: Guarding = lambda client: client,
    ) -> None:
        """`guarding`: puts policies around the client. `url` may change."""
        self._runner = asyncio.Runner(loop_factory=loop_factory)
        self.url = url
        self.client = HttpClient(lambda _: self.url, limits, tls)
        self._upstream = guarding(self.client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wind_up(self._runner, self.client.close)

    def get(self, path: str = "/", **details: Any) -> Reply:
        """Send a GET."""
        return self._runner.run(self.send("GET", path, **details))

    def post(self, path: str = "/", body: bytes = b"{}", **details: Any) -> Reply:
        """Send a POST."""
        return self._runner.run(self.send("POST", path, body=body, **details))

    def together(self, *paths: str) -> list[Reply]:
        """Send a GET to each path at once."""

        async def all_of_them() -> list[Reply]:
            return await asyncio.gather(*(self.send("GET", path) for path in paths))

        return self._runner.run(all_of_them())

    def given_up(self, path: str, after_s: float) -> None:
        """Send a GET, and cancel it."""

        async def cancelled() -> None:
            task = asyncio.create_task(self.send("GET", path))
            await asyncio.sleep(after_s)
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()
            await asyncio.sleep(0.05)

        self._runner.run(cancelled())

    def pause(self, seconds: float) -> None:
        """Let the loop run, so that what happened to connections is noticed."""
        self._runner.run(asyncio.sleep(seconds))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What a coroutine gives that sends calls."""
        return self._runner.run(coroutine)

    async def send(self, method: str, path: str, *, within_s: float = DEADLINE_S, **details: Any) -> Reply:
        """Send a call."""
        expires_at = asyncio.get_running_loop().time() + within_s
        return await self._upstream.send(Call("stub", method, path, path, expires_at, **details))
