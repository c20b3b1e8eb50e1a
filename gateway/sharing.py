"""Fresh sharing: of identical work, one piece is in flight and one is pending.

A caller joins only work that has not begun, so that whatever it gets was read after it asked: never stale. Callers who come while
work is in flight wait together for one more piece, which begins when the one in flight ends, or `wait_s` after the first of them
came, whichever is first. So N callers cost two pieces' time at most.

    first ─────▶ ███████ in flight ███████
    second          └── pending ───────── ███████ in flight ███████
    third                └── joins it ───┘

Work belongs to no caller: it is a task of its own, cancelled only when its last caller has gone. What it gives, an exception too,
goes to everyone who joined, and to nobody who came later. Nothing is kept once it is done.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

R = TypeVar("R")

#: Begins the work; it is told when its last caller stops waiting, on the event loop's clock.
Work = Callable[[float], Coroutine[Any, Any, R]]


class Sharing(Generic[R]):
    """Shares work by key. `copy` makes the exception that one more caller gets."""

    def __init__(self, wait_s: float, copy: Callable[[BaseException], BaseException]) -> None:
        self._wait_s = wait_s
        self._copy = copy
        self._in_flight: dict[Hashable, int] = {}
        self._pending: dict[Hashable, _Piece[R]] = {}

    async def join(self, key: Hashable, work: Work[R], expires_at: float) -> R:
        """What `work` gives: begun now if nothing like it is in flight, else the pending piece that has this key."""
        if key not in self._in_flight:
            piece = _Piece(work, expires_at)
            self._begin(key, piece)
        else:
            piece = self._pending.get(key) or self._wait(key, work)
            piece.expires_at = max(piece.expires_at, expires_at)
        return await self._answer(key, piece)

    def __len__(self) -> int:
        """How many keys are known: none when nobody waits."""
        return len(self._in_flight.keys() | self._pending.keys())

    def _wait(self, key: Hashable, work: Work[R]) -> "_Piece[R]":
        piece = _Piece(work, expires_at=float("-inf"))
        piece.timer = asyncio.get_running_loop().call_later(self._wait_s, self._begin_pending, key)
        self._pending[key] = piece
        return piece

    async def _answer(self, key: Hashable, piece: "_Piece[R]") -> R:
        """Wait as one of the piece's callers; each gets an exception of its own."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        piece.waiters.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            piece.waiters.remove(waiter)
            if not piece.waiters:
                self._abandon(key, piece)
            raise
        if piece.error is not None:
            raise self._copy(piece.error)
        return piece.result  # type: ignore[return-value]  # it is there when there is no error

    def _begin(self, key: Hashable, piece: "_Piece[R]") -> None:
        self._in_flight[key] = self._in_flight.get(key, 0) + 1
        piece.task = asyncio.get_running_loop().create_task(piece.run())
        piece.task.add_done_callback(lambda _: self._ended(key, piece))

    def _begin_pending(self, key: Hashable) -> None:
        piece = self._pending.pop(key, None)
        if piece is not None:
            if piece.timer is not None:
                piece.timer.cancel()
            self._begin(key, piece)

    def _ended(self, key: Hashable, piece: "_Piece[R]") -> None:
        left = self._in_flight.pop(key) - 1
        if left:
            self._in_flight[key] = left
        piece.wake()
        self._begin_pending(key)

    def _abandon(self, key: Hashable, piece: "_Piece[R]") -> None:
        """The last caller has gone."""
        if piece.task is not None:
            piece.task.cancel()
        elif self._pending.get(key) is piece:
            del self._pending[key]
            if piece.timer is not None:
                piece.timer.cancel()


class _Piece(Generic[R]):
    """One piece of work and those who wait for it."""

    __slots__ = ("error", "expires_at", "result", "task", "timer", "waiters", "work")

    def __init__(self, work: Work[R], expires_at: float) -> None:
        self.work = work
        self.expires_at = expires_at
        self.waiters: list[asyncio.Future[None]] = []
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.result: R | None = None
        self.error: BaseException | None = None

    async def run(self) -> None:
        try:
            self.result = await self.work(self.expires_at)
        except BaseException as error:
            self.error = error
            if isinstance(error, asyncio.CancelledError):
                raise

    def wake(self) -> None:
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)
