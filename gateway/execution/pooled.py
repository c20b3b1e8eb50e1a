"""Resolvers called in a bounded pool of threads, and what they let slip."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from traceback import format_exception
from typing import Any

from graphql import GraphQLError

from gateway.errors import GatewayError
from gateway.execution.hosted import FetchingExecution
from gateway.execution.plain.state import Complete
from gateway.execution.results import Located

#: Resolvers may block: they run here, not on the event loop.
_THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolver")

_LEAVES = (str, int, float, bool, type(None), Exception)


class PooledExecution(FetchingExecution):
    """An execution whose resolvers are called in the pool, those below a value that was waited for, too."""

    async def continued(self, complete: Complete, value: Any, path: Any, info: Any) -> Any:
        if isinstance(value, _LEAVES):
            return complete(self, value, path, info)
        return await in_pool(complete, self, value, path, info)


async def in_pool(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function gives that may block."""
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(_THREADS, run, function, *arguments)


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
