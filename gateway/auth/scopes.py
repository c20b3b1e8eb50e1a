"""Permission rules: declared on fields and types, decided for a viewer."""

from collections.abc import Iterable
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

    `scopes`: the viewer needs every scope of at least one inner tuple (outer: OR, inner: AND). `policies`: instead, every policy
    of at least one must hold, signed in or not. Neither: any signed-in viewer. `owner`: or the viewer's subject equals this
    member of the row. `enforced`: else it grants everything, for a dry run.
    """

    scopes: tuple[tuple[str, ...], ...] = ()
    owner: str | None = None
    enforced: bool = True
    policies: tuple[tuple[str, ...], ...] = ()

    def decide(self, viewer: Viewer) -> Decision:
        """What is done: what `judge` says, or in a dry run nothing."""
        return self.judge(viewer) if self.enforced else Decision.GRANTED

    def judge(self, viewer: Viewer) -> Decision:
        """Decide what can be decided without a row. A rule with an owner forbids an anonymous viewer; others ask to sign in."""
        if self.policies and any(viewer.policies.issuperset(wanted) for wanted in self.policies):
            return Decision.GRANTED
        if not viewer.signed_in:
            return Decision.FORBIDDEN if self.owner else Decision.UNAUTHENTICATED
        if self.policies:
            return Decision.FORBIDDEN
        if any(viewer.scopes.issuperset(wanted) for wanted in self.scopes) or not (self.scopes or self.owner):
            return Decision.GRANTED
        return Decision.BY_ROW if self.owner else Decision.FORBIDDEN


#: Rules of which all must hold.
Rules = tuple[Rule, ...]

_FROM_MILD_TO_STRICT = (Decision.GRANTED, Decision.BY_ROW, Decision.FORBIDDEN, Decision.UNAUTHENTICATED)

AUTHENTICATED = Rule()


def scope(*scopes: str) -> Rule:
    """The viewer's token holds all of these scopes."""
    return Rule(scopes=(scopes,))


def policy(*policies: str) -> Rule:
    """All of these policies hold; the application says which do (AUTHORIZATION_POLICIES)."""
    return Rule(policies=(policies,))


def owner(member: str, *, or_scope: str | None = None) -> Rule:
    """The viewer is named by this member of the row, or holds the scope."""
    return Rule(scopes=((or_scope,),) if or_scope else (), owner=member)


def any_of(*rules: Rule) -> Rule:
    """One of several rules of scopes holds, or one of several rules of policies."""
    scopes = tuple(wanted for rule in rules for wanted in rule.scopes)
    policies = tuple(wanted for rule in rules for wanted in rule.policies)
    if bool(scopes) is bool(policies) or any(r.owner or not (r.scopes or r.policies) for r in rules):
        raise TypeError("any_of joins rules of scopes, or rules of policies.")
    return Rule(scopes=scopes, policies=policies)


def strictest(decisions: Iterable[Decision]) -> Decision:
    """What several rules say together."""
    return max(decisions, key=_FROM_MILD_TO_STRICT.index, default=Decision.GRANTED)


def owner_of(rules: Rules) -> str | None:
    """The member that must name the viewer, where one of the rules says so."""
    return next((rule.owner for rule in rules if rule.owner), None)
