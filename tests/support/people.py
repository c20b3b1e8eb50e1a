"""Who acts in the tests, and on what."""

from dataclasses import dataclass, replace
from typing import Any, Self

PASSWORD = "correct horse battery staple"
# Cheap to hash, since what is tested is not how slow argon2 is.
FAST_HASHES = {"PASSWORD_MEMORY_KIB": "64", "PASSWORD_PASSES": "1"}

Item = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody signed in. `phone` is empty where it is not known."""

    id: str
    name: str
    access_token: str
    refresh_token: str
    password: str = PASSWORD
    phone: str = ""

    @classmethod
    def from_session(cls, session: dict[str, Any], **known: str) -> Self:
        """The person whom a session of `POST /users` or `POST /sessions` belongs to."""
        return cls(access_token=session["access_token"], refresh_token=session["refresh_token"], **known)

    def with_phone(self, phone: str) -> Self:
        """The same person, the phone number known."""
        return replace(self, phone=phone)
