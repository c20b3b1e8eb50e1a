"""How large a body may be. The doors hold `cap`; what is told here was let through."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("gateway.limits")

CODE = "BODY_TOO_LARGE"


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """`most`: in bytes; a larger body comes to be read only while the limit is only logged.

    `exceeded` is told of one: the code, and that it was let through.
    """

    most: int
    exceeded: Callable[[str, bool], None]

    def let_through(self, size: int) -> None:
        self.exceeded(CODE, True)
        log.warning("a limit is exceeded", extra={"code": CODE, "most": self.most, "bytes": size})
