"""The caller, as the rest of the gateway sees them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `subject` is the token's `sub`, `None` for an anonymous caller; `token` is passed on to services.

    `identity`: what makes two viewers see the same; the token itself does not.
    `policies`: those that hold for them now, of the ones that the operation asks for.
    """

    subject: str | None
    scopes: frozenset[str]
    issuer: str | None = None
    token: str | None = None
    policies: frozenset[str] = frozenset()
    identity: tuple[str | None, str | None, frozenset[str]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "identity", (self.issuer, self.subject, self.scopes))

    @property
    def signed_in(self) -> bool:
        return self.subject is not None

    def __repr__(self) -> str:
        return f"Viewer({self.subject or 'anonymous'})"


ANONYMOUS = Viewer(subject=None, scopes=frozenset())
