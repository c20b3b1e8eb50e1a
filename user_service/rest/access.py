"""Who may call a route; what a caller may do to a row is the domain's to say."""

from dataclasses import dataclass
from typing import Literal

from .callers import Caller
from .problems import forbidden, unauthenticated

Level = Literal["anyone", "signed in", "a user", "basic"]


@dataclass(frozen=True, slots=True)
class Access:
    """A level, and scopes that must all be held."""

    level: Level
    scopes: frozenset[str] = frozenset()

    def check(self, caller: Caller) -> None:
        """Raises 401 when signing in would help, 403 when it would not."""
        if self.level in ("anyone", "basic"):
            return
        if caller.is_anonymous:
            raise unauthenticated("This needs an access token.")
        if self.level == "a user" and not caller.is_user:
            raise forbidden("Only a user may do this, not a service.")
        missing = sorted(self.scopes - caller.scopes)
        if missing:
            raise forbidden(f"This needs the scope {' '.join(missing)}.")


ANYONE = Access("anyone")
SIGNED_IN = Access("signed in")
A_USER = Access("a user")
BASIC = Access("basic")


def Scope(*scopes: str) -> Access:  # noqa: N802 - reads as the values beside it
    return Access("signed in", frozenset(scopes))
