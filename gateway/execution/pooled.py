"""Resolvers called in a bounded pool of threads, and what they let slip."""

import asyncio
import inspect
import time
from collections.abc import Callable
from traceback import format_exception
from typing import Any

from graphql import GraphQLError

from gateway.errors import GatewayError, ResolversOverloaded, ResolverTimeout
from gateway.execution.hosted import FetchingExecution
from gateway.execution.plain.state import Complete, Pending
from gateway.execution.results import Located
from gateway.execution.threads import Threads

#: Resolvers may block: they run here, not on the event loop.
_THREADS = Threads()

#: What `in_pool` raises when a function was not called, or not to its end.
CUT_OFF = (ResolverTimeout, ResolversOverloaded)

_LEAVES = (str, int, float, bool, type(None), Exception)


class PooledExecution(FetchingExecution):
    """An execution whose resolvers are called in the pool, those below a value that was waited for, too.

    Nothing is waited for beyond the request's time: what is there by then is the answer.
    """

    async def awaited(self, pending: Pending) -> Any:
        expires_at = self.context_value.expires_at
        if time.monotonic() >= expires_at:
            if inspect.iscoroutine(pending):
                pending.close()
            raise ResolverTimeout()
        limit = asyncio.timeout_at(expires_at)
        try:
            async with limit:
                return await pending
        except TimeoutError:
            if limit.expired():
                raise ResolverTimeout() from None
            raise

    async def continued(self, complete: Complete, value: Any, path: Any, info: Any) -> Any:
        if isinstance(value, _LEAVES):
            return complete(self, value, path, info)
        return await self.in_pool(complete, self, value, path, info)

    async def in_pool(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives that may block.

        Raises:
            ResolverTimeout, ResolversOverloaded: see CUT_OFF.
        """
        return await _THREADS.call(self.context_value.expires_at, function, *arguments)


def located(error: GraphQLError) -> Located:
    """An error as the answer tells it: coded ones keep their code, a resolver's own exception is a detail for the log."""
    original = error.original_error
    if isinstance(original, GatewayError):
        coded = original
    elif original is None or isinstance(original, GraphQLError):
        coded = GatewayError(error.message)
        coded.extensions |= error.extensions or {}
    else:
        coded = GatewayError(detail="".join(format_exception(original)))
    locations = tuple((place.line, place.column) for place in error.locations or ())
    return Located(coded, tuple(error.path or ()), locations)
