"""Which policies hold for whoever asks (`@policy`): the application says so, in a function of its own."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

import msgspec

from gateway.errors import OutOfTime
from gateway.execution.context import Context
from gateway.execution.pooled import CUT_OFF
from gateway.execution.threads import Threads

log = logging.getLogger("gateway.policies")

#: Of the policies that an operation asks for, those that hold. It may be `async`; else it is called in a thread, and may block.
Holding = Callable[[frozenset[str], Context], Iterable[str] | Awaitable[Iterable[str]]]

_THREADS = Threads()


def _none(_: frozenset[str], __: Context) -> Iterable[str]:
    return ()


class Policies:
    """Asks the application, once a request for each policy, and only for those that its operations use."""

    def __init__(self, holding: Holding = _none) -> None:
        self._holding = holding

    async def judged(self, policies: frozenset[str], context: Context) -> Context:
        """The context with a viewer who knows which of these policies hold.

        Raises:
            OutOfTime: that took too long.
        """
        asked = context.policies
        unasked = policies - asked.keys()
        if unasked:
            # A task, for operations of one batch wait for it together.
            asked |= dict.fromkeys(unasked, asyncio.create_task(self._held(unasked, context)))
        held = {name for name in policies if name in await asyncio.shield(asked[name])}
        return msgspec.structs.replace(context, viewer=replace(context.viewer, policies=frozenset(held)))

    async def _held(self, policies: frozenset[str], context: Context) -> frozenset[str]:
        """What the application says; nothing holds when it fails."""
        limit = asyncio.timeout_at(context.expires_at)
        try:
            async with limit:
                return policies & frozenset(await self._answer(policies, context))
        except CUT_OFF:
            raise OutOfTime() from None
        except Exception:
            if limit.expired():
                raise OutOfTime() from None
            log.exception("policies could not be judged", extra={"request_id": context.request_id})
            return frozenset()

    async def _answer(self, policies: frozenset[str], context: Context) -> Iterable[str]:
        if inspect.iscoroutinefunction(self._holding):
            return await self._holding(policies, context)  # type: ignore[no-any-return]
        answer = await _THREADS.call(context.expires_at, self._holding, policies, context)
        return await answer if inspect.isawaitable(answer) else answer  # type: ignore[no-any-return]
