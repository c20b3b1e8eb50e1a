"""Who is calling."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """`subject` is a user's id or `svc_<name>` for a service; empty for an anonymous caller."""

    subject: str
    scopes: frozenset[str] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        return not self.subject

    @property
    def is_user(self) -> bool:
        return self.subject.startswith("usr_")

    def has(self, scope: str) -> bool:
        return scope in self.scopes


ANONYMOUS = Caller("")


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """What HTTP Basic carried, not yet believed."""

    username: str
    password: str
