"""How many rows a page may be asked for: the one limit that is a field's error, and not the operation's."""

from dataclasses import dataclass, field

from gateway.errors import BadInput
from gateway.exceeded import Exceeded, untold

#: What it is called where it is logged and counted.
NAME = "MAX_PAGE_SIZE"


@dataclass(frozen=True, slots=True)
class PageSize:
    """`warn_only`: a larger page is told in the log, and asked for: the service has the last word."""

    most: int = 100
    warn_only: bool = False
    exceeded: Exceeded = field(default=untold, compare=False, repr=False)

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
            self.exceeded(NAME, let_through=self.warn_only, most=self.most, first=first)
        if rows is None:
            raise BadInput(f"`first` must be 1 to {self.most}, not {first}.", argument="first")
        return rows


USUAL = PageSize()
