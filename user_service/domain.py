"""What a user is: value objects that cannot hold a wrong value, roles, and what each role may do."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

PHONE_MIN = 9_000_000_000
PHONE_MAX = 999_999_999_999_999  # E.164: at most 15 digits
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class BrokenRuleError(ValueError):
    """A value that the domain does not accept: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _composed(text: str, longest: int) -> str:
    # Checked first: composing takes time by the square of a text's length, and shortens it some four times.
    if len(text) > 4 * longest:
        raise BrokenRuleError("TOO_LONG", f"At most {longest} characters are taken here.")
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Name:
    """The identity a person logs in with; make it with `parse`."""

    value: str
    MIN, MAX = 8, 32

    @classmethod
    def parse(cls, text: str) -> Self:
        value = _composed(text.strip(), cls.MAX)
        if len(value) < cls.MIN:
            raise BrokenRuleError("TOO_SHORT", f"A name has at least {cls.MIN} characters.")
        if len(value) > cls.MAX:
            raise BrokenRuleError("TOO_LONG", f"A name has at most {cls.MAX} characters.")
        if "/" in value or any(unicodedata.category(character) in _INVISIBLE for character in value):
            raise BrokenRuleError(
                "INVALID_CHARACTER", "A name has no slash, no control and no invisible characters."
            )
        return cls(value)

    @property
    def key(self) -> str:
        """Equal for two names exactly when they are the same name, whatever a database thinks of letters."""
        return folded(self.value)

    def __str__(self) -> str:
        return self.value


def folded(text: str) -> str:
    """The text without its case, for comparing and searching names."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    value: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From digits with the country code, without `+`, blanks or a leading zero."""
        if not re.fullmatch("[1-9][0-9]*", text):
            raise BrokenRuleError(
                "INVALID_PHONE", "A phone number is digits only and does not start with a zero."
            )
        # Compared by length first: turning very long digits into a number is slow.
        if len(text) > len(str(PHONE_MAX)):
            raise BrokenRuleError("TOO_LARGE", "A phone number has at most 15 digits.")
        if int(text) < PHONE_MIN:
            raise BrokenRuleError("TOO_SMALL", f"A phone number is at least {PHONE_MIN}.")
        return cls(int(text))

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Email:
    value: str
    _SHAPE = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@.\x00-\x1f\x7f]+(\.[^\s@.\x00-\x1f\x7f]+)+")
    MAX = 254

    @classmethod
    def parse(cls, text: str) -> Self:
        value = _composed(text.strip(), cls.MAX)
        if len(value) > cls.MAX:
            raise BrokenRuleError("TOO_LONG", f"An email address has at most {cls.MAX} characters.")
        if not cls._SHAPE.fullmatch(value):
            raise BrokenRuleError("INVALID_EMAIL", "An email address looks like name@example.com.")
        return cls(value)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, repr=False)
class Password:
    """A password that somebody wants to have from now on; it never prints itself."""

    value: str
    MIN, MAX = 8, 128

    @classmethod
    def parse(cls, text: str, name: Name | None) -> Self:
        """`name` is whose password it is to be; None while the name itself is wrong."""
        value = comparable_password(text)
        if len(value) < cls.MIN:
            raise BrokenRuleError("TOO_SHORT", f"A password has at least {cls.MIN} characters.")
        if len(value) > cls.MAX or len(text) > _LONGEST_TYPED_PASSWORD:
            raise BrokenRuleError("TOO_LONG", f"A password has at most {cls.MAX} characters.")
        if len(set(value)) == 1 or (name and folded(value) == name.key):
            raise BrokenRuleError("TOO_WEAK", "A password is not the name and not one character repeated.")
        return cls(value)


_LONGEST_TYPED_PASSWORD = 4 * Password.MAX


def comparable_password(text: str) -> str:
    """The same however a keyboard composes the characters; cut where nobody's password goes on."""
    return unicodedata.normalize("NFKC", text[:_LONGEST_TYPED_PASSWORD])


class Role(StrEnum):
    CUSTOMER = "CUSTOMER"
    SELLER = "SELLER"
    CLERK = "CLERK"
    ADMIN = "ADMIN"


class Scope(StrEnum):
    ITEMS_WRITE = "items:write"
    STOCK_WRITE = "stock:write"
    RESERVATIONS_READ = "reservations:read"
    RESERVATIONS_WRITE = "reservations:write"
    JOURNAL_READ = "journal:read"
    USERS_READ = "users:read"
    ROLES_WRITE = "roles:write"
    EVENTS_READ = "events:read"


_CLERK = frozenset({Scope.STOCK_WRITE, Scope.RESERVATIONS_READ, Scope.RESERVATIONS_WRITE, Scope.JOURNAL_READ})
_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.CUSTOMER: frozenset(),
    Role.SELLER: frozenset({Scope.ITEMS_WRITE}),
    Role.CLERK: _CLERK,
    Role.ADMIN: _CLERK | {Scope.ITEMS_WRITE, Scope.USERS_READ, Scope.ROLES_WRITE},
}


def scopes_of(roles: Iterable[Role]) -> list[str]:
    """What the holder of these roles may do, sorted."""
    return sorted({scope.value for role in roles for scope in _SCOPES[role]})


@dataclass(frozen=True, slots=True)
class User:
    """Someone who signed up. Of themself they can change the phone only; roles are granted by others."""

    id: str
    name: Name
    phone: PhoneNumber
    email: Email | None
    roles: frozenset[Role]
    since: datetime

    def with_phone(self, phone: PhoneNumber) -> "User":
        return replace(self, phone=phone)

    @property
    def scopes(self) -> list[str]:
        return scopes_of(self.roles)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, here or in inventory_service; `id` is unique among all events."""

    id: str
    kind: str
    at: datetime
    user_id: str | None
    item_id: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    id: str
    kind: str
    at: datetime
    user_id: str | None
    item_id: str | None
    detail: str
