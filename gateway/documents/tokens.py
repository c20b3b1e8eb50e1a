"""How many tokens a document may have: counted by the parser, which stops there."""

from dataclasses import dataclass

from gateway.errors import LimitExceeded
from gateway.exceeded import Exceeded, untold

CODE = "MAX_TOKENS_LIMIT"


@dataclass(frozen=True, slots=True)
class TokenLimit:
    """`cap`: where the parser stops; above `most` while the limit is only logged."""

    most: int = 15_000
    cap: int = 15_000
    exceeded: Exceeded = untold

    def refusal(self) -> LimitExceeded:
        """Of a document at which the parser stopped."""
        self.exceeded(CODE, let_through=False, most=self.most)
        return LimitExceeded(f"A document may have {self.most} tokens at most.", code=CODE)

    def let_through(self, tokens: int) -> None:
        """Told of a document that was read to its end."""
        if tokens > self.most:
            self.exceeded(CODE, let_through=True, most=self.most, tokens=tokens)
