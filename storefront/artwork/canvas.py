"""What every print is made of: a size, colours, dice, and a few shapes as SVG text."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_256
from typing import TypeVar

WIDTH, HEIGHT = 400, 300

T = TypeVar("T")


@dataclass(frozen=True)
class Palette:
    """Four colours that go together; `ground` is the lightest, `deep` the darkest."""

    ground: str
    soft: str
    warm: str
    deep: str

    @property
    def inks(self) -> tuple[str, str, str]:
        """The colours that show on the ground."""
        return self.soft, self.warm, self.deep


PALETTES = (
    Palette("#f3e6d3", "#e0b58a", "#c2633c", "#4a2c23"),
    Palette("#e6ebe0", "#a9bfa3", "#d99b58", "#2f4a3c"),
    Palette("#e4ebee", "#9fb9c4", "#d9835f", "#24404f"),
    Palette("#f4e4df", "#dfa79a", "#b4545c", "#47283a"),
    Palette("#f2ead0", "#dcc06a", "#8d8a3f", "#3a4126"),
    Palette("#e9e4f0", "#b3a3c9", "#d98f77", "#3b3157"),
    Palette("#e2eeea", "#8fc0b3", "#e0a659", "#1f4f4b"),
    Palette("#f0e9e4", "#c9b3a4", "#7f9aa8", "#39424d"),
)


class Dice:
    """Numbers that look thrown and are always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._thrown = 0

    def number(self, low: int, high: int) -> int:
        """From low to high, both included."""
        self._thrown += 1
        thrown = shake_256(self._seed + self._thrown.to_bytes(4)).digest(4)
        return low + int.from_bytes(thrown) % (high - low + 1)

    def one_of(self, choices: Sequence[T]) -> T:
        """Any of them."""
        return choices[self.number(0, len(choices) - 1)]


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def ground(fill: str) -> str:
    """The whole sheet in one colour."""
    return rect(0, 0, WIDTH, HEIGHT, fill)


def circle(x: float, y: float, radius: float, fill: str) -> str:
    """A disc."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def path(outline: str, fill: str) -> str:
    """A filled outline."""
    return f'<path d="{outline}" fill="{fill}"/>'


def line(outline: str, ink: str, width: float) -> str:
    """A drawn line with round ends."""
    return f'<path d="{outline}" fill="none" stroke="{ink}" stroke-width="{width:g}" stroke-linecap="round"/>'
