"""Permission rules: declared on a field, decided for a viewer."""

from dataclasses import dataclass
from enum import Enum

from gateway.auth.viewer import Viewer


class Decision(Enum):
    """What a rule says of a viewer before any call is made."""

    GRANTED = "granted"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    BY_ROW = "by row"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may select a field.

    `scopes`: the viewer needs every scope of at least one inner tuple (outer: OR, inner: AND); empty: any signed-in viewer.
    `owner`: or the viewer's subject equals this member of the row. `enforced`: else it grants everything, for a dry run.
    """

    scopes: tuple[tuple[str, ...], ...] = ()
    owner: str | None = None
    enforced: bool = True

    def decide(self, viewer: Viewer) -> Decision:
        """What is done: what `judge` says, or in a dry run nothing."""
        return self.judge(viewer) if self.enforced else Decision.GRANTED

    def judge(self, viewer: Viewer) -> Decision:
        """Decide what can be decided without a row. A rule with an owner forbids an anonymous viewer; others ask to sign in."""
        if not viewer.signed_in:
            return Decision.FORBIDDEN if self.owner else Decision.UNAUTHENTICATED
        if any(viewer.scopes.issuperset(wanted) for wanted in self.scopes) or not (self.scopes or self.owner):
            return Decision.GRANTED
        return Decision.BY_ROW if self.owner else Decision.FORBIDDEN


AUTHENTICATED = Rule()


def scope(*scopes: str) -> Rule:
    """The viewer's token holds all of these scopes."""
    return Rule(scopes=(scopes,))


def owner(member: str, *, or_scope: str | None = None) -> Rule:
    """The viewer is named by this member of the row, or holds the scope."""
    return Rule(scopes=((or_scope,),) if or_scope else (), owner=member)
