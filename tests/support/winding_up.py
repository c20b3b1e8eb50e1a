"""The end of an event loop that held connections."""

import asyncio
from collections.abc import Awaitable, Callable


def wind_up(runner: asyncio.Runner, close: Callable[[], Awaitable[None]]) -> None:
    """End what still runs, then `close`, and let the loop see the connections go before it is closed itself."""
    runner.run(_wound_up(close))
    runner.close()


async def _wound_up(close: Callable[[], Awaitable[None]]) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await close()
    await asyncio.sleep(0.01)
