"""CPU time of a piece of work."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import uvloop

from benchmarks.results import Figure

REPEATS = 5


class Stopwatch:
    """Measures work on one event loop; `enough_s` is how long one repeat takes at least."""

    def __init__(self, enough_s: float = 0.1) -> None:
        self._enough_s = enough_s
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.close()

    def sync(self, work: Callable[[], object]) -> Figure:
        """CPU µs of a call."""
        return self._figure(lambda times: _cpu_s(work, times))

    def coroutine(self, work: Callable[[], Awaitable[object]]) -> Figure:
        """CPU µs of a call, awaited."""
        return self._figure(lambda times: self._runner.run(_cpu_s_awaited(work, times)))

    def once(self, work: Awaitable[object]) -> None:
        """Await something that is not measured."""

        async def awaited() -> None:
            await work

        self._runner.run(awaited())

    def _figure(self, cpu_s: Callable[[int], float]) -> Figure:
        times, spent = 1, cpu_s(1)
        while spent < self._enough_s:
            times = max(times * 2, int(times * self._enough_s / max(spent, 1e-6)))
            spent = cpu_s(times)
        return Figure.of(cpu_s(times) / times * 1e6 for _ in range(REPEATS))


def _cpu_s(work: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return time.process_time() - began


async def _cpu_s_awaited(work: Callable[[], Awaitable[object]], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        await work()
    return time.process_time() - began
