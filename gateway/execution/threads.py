"""Threads for resolvers that block. None of them can be stopped, so whoever waits for one does so only for a time.

A thread whose caller's time is over is given up: another takes its place, up to a number, so that resolvers which never come
back hold up the others only when very many do. Then, and when too many wait already, a call is refused at once.
"""

import asyncio
import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from gateway.errors import ResolversOverloaded, ResolverTimeout

Work = Callable[[], Any]


class _Job:
    """A piece of work. `given_up`: it runs, and nobody waits for it."""

    __slots__ = ("future", "given_up", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.given_up = False

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.work()
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


class Threads:
    """`most` work at a time, and up to `most_lost` more that were given up; `longest_queue` pieces of work may wait.

    They are daemons: one that hangs does not keep the process from its end.
    """

    def __init__(self, most: int = 32, longest_queue: int = 1000, most_lost: int = 128) -> None:
        self._most = most
        self._longest_queue = longest_queue
        self._most_lost = most_lost
        self._lock = threading.Lock()
        self._come = threading.Condition(self._lock)
        self._queue: deque[_Job] = deque()
        self._threads = 0
        self._idle = 0
        self._lost = 0

    async def call(self, expires_at: float, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives, called in a thread with this task's contextvars; `expires_at` is on the event loop's clock.

        Raises:
            ResolverTimeout: it took longer. ResolversOverloaded: too many wait already.
        """
        if time.monotonic() >= expires_at:
            raise ResolverTimeout()
        context = contextvars.copy_context()
        job = _Job(lambda: context.run(function, *arguments))
        self._take(job)
        try:
            async with asyncio.timeout_at(expires_at):
                return await asyncio.wrap_future(job.future)
        except TimeoutError:
            if job.future.done() and not job.future.cancelled():
                raise  # the function's own
            raise ResolverTimeout() from None
        finally:
            self._let_go(job)

    def _take(self, job: _Job) -> None:
        with self._lock:
            if self._idle <= len(self._queue) and self._threads < self._room():
                self._start(job)
                return
            if len(self._queue) >= self._longest_queue:
                raise ResolversOverloaded(detail=f"{self._lost} resolvers never came back")
            self._queue.append(job)
            self._come.notify()

    def _room(self) -> int:
        return self._most + min(self._lost, self._most_lost)

    def _start(self, job: _Job) -> None:
        self._threads += 1
        threading.Thread(target=self._work, args=(job,), name="resolver", daemon=True).start()

    def _let_go(self, job: _Job) -> None:
        """Nobody waits for it any more: where it still runs, another may have the turn that its thread does not give back."""
        if job.future.done() and not job.future.cancelled():
            return
        with self._lock:
            if job.future.cancel():
                with suppress(ValueError):
                    self._queue.remove(job)
            elif not job.future.done():
                job.given_up = True
                self._lost += 1
                if self._queue and self._threads < self._room():
                    self._start(self._queue.popleft())

    def _work(self, job: _Job) -> None:
        while True:
            job.run()
            with self._lock:
                if job.given_up:
                    self._lost -= 1
                    if self._threads > self._room():
                        self._threads -= 1
                        return
                self._idle += 1
                while not self._queue:
                    self._come.wait()
                self._idle -= 1
                job = self._queue.popleft()
