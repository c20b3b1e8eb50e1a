"""Fresh sharing: of identical work, one piece is in flight and one is pending.

A caller joins only work that has not begun, so that whatever it gets was read after it asked: never stale. Callers who come while
work is in flight wait together for one more piece. It begins when one in flight ends, or when the first of them has waited
`wait_s` for each that is in flight, whichever is first: soon where little is under way, so that nobody waits long behind quick
work, and seldom where it piles up. So N callers cost two pieces' time at most.

    first ─────▶ ███████ in flight ███████
    second          └── pending ───────── ███████ in flight ███████
    third                └── joins it ───┘

Work belongs to no caller: it is a task of its own, cancelled only when its last caller has gone. Each caller waits until its own
deadline, the work has the latest of theirs. What it gives, an exception too, goes to everyone who joined, and to nobody who came
later. Nothing is kept once it is done.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from gateway.deadlines import Deadlines

R = TypeVar("R")

#: Begins the work; it is told when its last caller stops waiting, on the event loop's clock.
Work = Callable[[float], Coroutine[Any, Any, R]]


class Sharing(Generic[R]):
    """Shares work by key. `copy` makes the exception that one more caller gets.

    `grace_s`: how long a caller waits beyond its deadline, where work that is out of time still gives something.
    """

    def __init__(
        self, wait_s: float, copy: Callable[[BaseException], BaseException], grace_s: float = 0.0
    ) -> None:
        self._wait_s = wait_s
        self._copy = copy
        self._grace_s = grace_s
        self._deadlines = Deadlines()
        self._open: dict[Hashable, _Piece[R]] = {}
        self._in_flight: dict[Hashable, int] = {}

    async def join(self, key: Hashable, work: Work[R], expires_at: float) -> R:
        """What `work` gives, or the piece of this key that has not begun: it begins now if nothing like it is in flight.

        Raises:
            TimeoutError: this caller's time is over, while the work has more.
        """
        loop = asyncio.get_running_loop()
        piece = self._open.get(key) or self._opened(key, work, loop)
        waiter: asyncio.Future[None] = loop.create_future()
        until = piece.waiters[waiter] = expires_at + self._grace_s
        piece.expires_at = max(piece.expires_at, expires_at)
        # Somebody alone is held to the deadline by the work itself, which has the same one.
        if piece.timer is not None or len(piece.waiters) > 2:
            self._deadlines.watch(waiter, until)
        elif len(piece.waiters) == 2:
            for each, at in piece.waiters.items():
                self._deadlines.watch(each, at)
        try:
            await waiter
        except (asyncio.CancelledError, TimeoutError):
            del piece.waiters[waiter]
            self._deadlines.forget((waiter,))
            if not piece.waiters:
                self._abandon(key, piece)
            raise
        if piece.error is not None:
            raise self._copy(piece.error)
        return piece.result  # type: ignore[return-value]  # it is there when there is no error

    def __len__(self) -> int:
        """How many keys are known: none when nobody waits."""
        return len(self._in_flight.keys() | self._open.keys())

    def _opened(self, key: Hashable, work: Work[R], loop: asyncio.AbstractEventLoop) -> "_Piece[R]":
        """A new piece: it begins now, or is pending."""
        piece = self._open[key] = _Piece(work)
        if (in_flight := self._in_flight.get(key)) is not None:
            piece.timer = loop.call_later(self._wait_s * in_flight, self._start, key, piece)
        else:
            self._start(key, piece)
        return piece

    def _start(self, key: Hashable, piece: "_Piece[R]") -> None:
        """Give the piece a task. It stays open until that runs, so that callers of the same moment share it."""
        if piece.timer is not None:
            piece.timer.cancel()
            piece.timer = None
        piece.task = asyncio.get_running_loop().create_task(self._run(key, piece))

    async def _run(self, key: Hashable, piece: "_Piece[R]") -> None:
        del self._open[key]
        self._in_flight[key] = self._in_flight.get(key, 0) + 1
        try:
            piece.result = await piece.work(piece.expires_at)
        except BaseException as error:
            piece.error = error
            if not isinstance(error, Exception):
                raise
        finally:
            self._ended(key, piece)

    def _ended(self, key: Hashable, piece: "_Piece[R]") -> None:
        left = self._in_flight.pop(key) - 1
        if left:
            self._in_flight[key] = left
        self._deadlines.forget(piece.waiters)
        for waiter in piece.waiters:
            if not waiter.done():
                waiter.set_result(None)
        waiting = self._open.get(key)
        if waiting is not None and waiting.task is None:
            self._start(key, waiting)

    def _abandon(self, key: Hashable, piece: "_Piece[R]") -> None:
        """The last caller has gone."""
        if self._open.get(key) is piece:
            del self._open[key]
        if piece.timer is not None:
            piece.timer.cancel()
        if piece.task is not None:
            piece.task.cancel()


class _Piece(Generic[R]):
    """One piece of work and those who wait for it, each with the end of its patience."""

    __slots__ = ("error", "expires_at", "result", "task", "timer", "waiters", "work")

    def __init__(self, work: Work[R]) -> None:
        self.work = work
        self.expires_at = float("-inf")
        self.waiters: dict[asyncio.Future[None], float] = {}
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.result: R | None = None
        self.error: BaseException | None = None
