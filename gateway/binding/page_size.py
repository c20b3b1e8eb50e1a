"""How many rows a page may be asked for: the one limit that is a field's error, and not the operation's."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.errors import BadInput

log = logging.getLogger("gateway.limits")

#: What it is called where it is logged and counted.
NAME = "MAX_PAGE_SIZE"


@dataclass(frozen=True, slots=True)
class PageSize:
    """`warn_only`: a larger page is told in the log, and asked for: the service has the last word.

    `exceeded` is told of a page that is larger: the limit's name, and whether it was let through.
    """

    most: int = 100
    warn_only: bool = False
    exceeded: Callable[[str, bool], None] = field(default=lambda *_: None, compare=False, repr=False)

    def of(self, first: int | None, default: int) -> int | None:
        """How many rows are asked for; `None`: so many are refused. A default is not: it is as large as may be."""
        if first is None or first == default:
            return default if self.warn_only else min(default, self.most)
        return first if first >= 1 and (first <= self.most or self.warn_only) else None

    def checked(self, first: int | None, default: int) -> int:
        """As `of`.

        Raises:
            BadInput: so many are refused.
        """
        rows = self.of(first, default)
        if first is not None and first > self.most:
            self.exceeded(NAME, self.warn_only)
        if rows is None:
            raise BadInput(f"`first` must be 1 to {self.most}, not {first}.", argument="first")
        if rows > self.most:
            log.warning("a limit is exceeded", extra={"code": NAME, "most": self.most, "first": rows})
        return rows


USUAL = PageSize()
