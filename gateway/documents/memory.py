"""What is remembered of texts, bounded by its weight: 2Q (Johnson and Shasha, 1994), so that no number of texts that are asked
for once makes the process larger, or pushes out one that is asked for again and again.

    a new text ─▶ first ── asked for again ─────────────▶ kept
                    └──── pushed out, its hash known ──── read again
"""

from collections import OrderedDict
from typing import Generic, TypeVar

#: What a text weighs in bytes, as measured: with its document, its planner and a program or two.
TEXT_BYTES = 10_000
CHARACTER_BYTES = 170

FIRST_BYTES = 1_500_000
KEPT_BYTES = 16_000_000

#: Hashes of texts that were pushed out of `first`.
MAX_HASHES = 2_000

R = TypeVar("R")


class Memory(Generic[R]):
    """What texts were found to be."""

    def __init__(self) -> None:
        self._first: _Segment[R] = _Segment(FIRST_BYTES)
        self._kept: _Segment[R] = _Segment(KEPT_BYTES)
        self._hashes: OrderedDict[int, None] = OrderedDict()

    def get(self, text: str) -> R | None:
        """What is remembered of a text."""
        known = self._kept.get(text)
        if known is not None:
            self._kept.move_to_end(text)
            return known
        known = self._first.take(text)
        if known is not None:
            self._kept.put(text, known)
        return known

    def put(self, text: str, known: R) -> None:
        """Remember it of a text of which nothing is."""
        if hash(text) in self._hashes:
            del self._hashes[hash(text)]
            self._kept.put(text, known)
            return
        for dropped in self._first.put(text, known):
            self._hashes[hash(dropped)] = None
            if len(self._hashes) > MAX_HASHES:
                self._hashes.popitem(last=False)


class _Segment(OrderedDict[str, R]):
    """Texts up to a weight; the one used least recently goes first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._bytes = 0

    def put(self, text: str, known: R) -> list[str]:
        """Take it in. What had to go."""
        self[text] = known
        self._bytes += _weight(text)
        dropped = []
        while self._bytes > self._most:
            dropped.append(next(iter(self)))
            self.take(dropped[-1])
        return dropped

    def take(self, text: str) -> R | None:
        """Take it out."""
        known = self.pop(text, None)
        if known is not None:
            self._bytes -= _weight(text)
        return known


def _weight(text: str) -> int:
    return TEXT_BYTES + CHARACTER_BYTES * len(text)
