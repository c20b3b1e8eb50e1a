"""What happens to users, told as events; each is written in the transaction that makes it true."""

from datetime import UTC, datetime

from .domain import Event, Role, User
from .rest.ids import mint


def user_added(user: User) -> Event:
    return _event("user.added", user, f"{user.name} signed up.")


def phone_changed(user: User) -> Event:
    # Without the number: the journal's readers need not be allowed to see it.
    return _event("user.phone_changed", user, f"{user.name} changed the phone number.")


def password_changed(user: User) -> Event:
    return _event("user.password_changed", user, f"{user.name} changed the password.")


def role_granted(user: User, role: Role) -> Event:
    return _event("user.role_granted", user, f"{user.name} was granted the role {role}.")


def _event(kind: str, user: User, detail: str) -> Event:
    return Event(mint("evt"), kind, datetime.now(UTC), user.id, None, detail)
