"""What exceeds a limit is told in one place, whichever limit it is: counted, and logged where it is let through."""

from typing import Protocol


class Exceeded(Protocol):
    """`most`: what the limit allows; `found`: what there was, by the name that the log has for it."""

    def __call__(self, code: str, *, let_through: bool, most: float, **found: int) -> None: ...


def untold(code: str, *, let_through: bool, most: float, **found: int) -> None:
    """Nobody wants to know."""
