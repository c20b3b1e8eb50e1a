"""How many tokens a document may have: counted by the parser, which stops there."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import LimitExceeded

log = logging.getLogger("gateway.limits")

CODE = "MAX_TOKENS_LIMIT"


@dataclass(frozen=True, slots=True)
class TokenLimit:
    """`cap`: where the parser stops; above `most` while the limit is only logged.

    `exceeded` is told of a document with more than `most`: the code, and whether it was let through.
    """

    most: int = 15_000
    cap: int = 15_000
    exceeded: Callable[[str, bool], None] = lambda *_: None

    def refusal(self) -> LimitExceeded:
        """Of a document at which the parser stopped."""
        self.exceeded(CODE, False)
        return LimitExceeded(f"A document may have {self.most} tokens at most.", code=CODE)

    def let_through(self, tokens: int) -> None:
        """Told of a document that was read to its end."""
        if tokens > self.most:
            self.exceeded(CODE, True)
            log.warning("a limit is exceeded", extra={"code": CODE, "most": self.most, "tokens": tokens})
