"""How far a long command is, on one line of a terminal; nothing where there is none."""

from typing import TextIO

_WIDTH = 40


class Progress:
    """A bar on `stream`; `clear` makes room for a line of text, the next `show` draws it again."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._is_shown = stream.isatty()
        self._drawn = ""

    def show(self, done: int) -> None:
        """Draw the bar at `done` of the total, where that looks different from before."""
        share = min(done / self._total, 1.0)
        bar = "#" * int(share * _WIDTH)
        drawn = f"\r[{bar:<{_WIDTH}}] {share:4.0%}"
        if self._is_shown and drawn != self._drawn:
            self._drawn = drawn
            self._stream.write(drawn)
            self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = ""
