"""How large a body may be. The doors hold `cap`; what is told here was let through."""

from dataclasses import dataclass

from gateway.exceeded import Exceeded

CODE = "BODY_TOO_LARGE"


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """`most`: in bytes; a larger body comes to be read only while the limit is only logged."""

    most: int
    exceeded: Exceeded

    def let_through(self, size: int) -> None:
        self.exceeded(CODE, let_through=True, most=self.most, bytes=size)
