"""What the service asks of its storage: four ports, used together within one transaction."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from .domain import Event, JournalEntry, PhoneNumber, Role, User

NamePosition = tuple[str]
JournalPosition = tuple[datetime, str]


class NameTakenError(Exception):
    """Someone has this name already, perhaps in other letter case."""


@dataclass(frozen=True, slots=True)
class Credentials:
    user: User
    password_hash: str


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that was given out; `hash` stands for it, the token itself is not kept."""

    hash: str
    family_id: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Somebody tried to prove that they are who has this name; `name_hash` stands for it."""

    id: str
    name_hash: str
    address: str
    at: datetime


class UserRepository(ABC):
    @abstractmethod
    def add(self, user: User, password_hash: str) -> None:
        """Raises NameTakenError; the transaction is of no more use then."""

    @abstractmethod
    def with_ids(self, ids: Sequence[str]) -> list[User]: ...

    @abstractmethod
    def with_name_keys(self, keys: Sequence[str]) -> list[User]: ...

    @abstractmethod
    def page(self, search: str, position: NamePosition | None, first: int) -> list[User]:
        """By name, behind the position: those whose name key contains `search`.

        One more than `first` where there are more, here and in every other page.
        """

    @abstractmethod
    def count(self, search: str) -> int: ...

    @abstractmethod
    def set_phone(self, user_id: str, phone: PhoneNumber) -> bool:
        """False when the user has this phone already, or is not there."""

    @abstractmethod
    def grant(self, user_id: str, role: Role) -> bool:
        """False when the user has this role already, or is not there."""

    @abstractmethod
    def credentials(self, name_key: str) -> Credentials | None: ...

    @abstractmethod
    def credentials_by_id(self, user_id: str) -> Credentials | None: ...

    @abstractmethod
    def replace_password(self, user_id: str, expected_hash: str, new_hash: str) -> bool:
        """False when the hash is no longer the expected one.

        The user's row stays locked until the end of the transaction, so a log-in and a change of the
        password follow one another.
        """


class SessionRepository(ABC):
    @abstractmethod
    def open(self, token: RefreshToken) -> None:
        """Begin a family with its first token."""

    @abstractmethod
    def spend(self, token_hash: str, now: datetime) -> bool:
        """True for exactly one caller, and only while the token and its family are good."""

    @abstractmethod
    def extend(self, token: RefreshToken) -> None:
        """Add the next token to its family."""

    @abstractmethod
    def token(self, token_hash: str) -> RefreshToken | None: ...

    @abstractmethod
    def revoke_family(self, family_id: str, now: datetime) -> None: ...

    @abstractmethod
    def revoke_all_of(self, user_id: str, now: datetime) -> None: ...

    @abstractmethod
    def forget_expired(self, now: datetime) -> None: ...


class AttemptRepository(ABC):
    @abstractmethod
    def add(self, attempt: LoginAttempt) -> None: ...

    @abstractmethod
    def of_name(self, name_hash: str, since: datetime, limit: int) -> Sequence[datetime]:
        """When the newest attempts on the name were, newest first, at most `limit`."""

    @abstractmethod
    def from_address(self, address: str, since: datetime, limit: int) -> Sequence[datetime]:
        """As `of_name`, of those from the address."""

    @abstractmethod
    def forget(self, attempt_id: str) -> None: ...

    @abstractmethod
    def forget_until(self, time: datetime) -> None: ...


class JournalRepository(ABC):
    @abstractmethod
    def announce(self, event: Event) -> None:
        """Put an event of our own into the outbox."""

    @abstractmethod
    def announced(self, limit: int) -> list[Event]:
        """The oldest events that are still in the outbox."""

    @abstractmethod
    def take(self, event_id: str) -> bool:
        """Remove an event from the outbox; True for exactly one caller."""

    @abstractmethod
    def position(self, feed: str) -> int: ...

    @abstractmethod
    def advance(self, feed: str, expected: int, position: int) -> bool:
        """False when the feed is no longer at the expected position: someone else has been faster."""

    @abstractmethod
    def told(self, event_ids: Sequence[str]) -> set[str]:
        """Those of the events that are in the journal."""

    @abstractmethod
    def write(self, event: Event) -> None:
        """Tell the event in the journal, as a new entry."""

    @abstractmethod
    def with_ids(self, ids: Sequence[str], seen_by: str | None) -> list[JournalEntry]:
        """Only entries of the user `seen_by`; of everybody when it is None."""

    @abstractmethod
    def page(self, position: JournalPosition | None, first: int) -> list[JournalEntry]:
        """Newest first."""

    @abstractmethod
    def pages(
        self, user_ids: Sequence[str], position: JournalPosition | None, first: int
    ) -> list[JournalEntry]:
        """A page of each user, newest first, in one statement."""

    @abstractmethod
    def count(self) -> int: ...

    @abstractmethod
    def counts(self, user_ids: Sequence[str]) -> dict[str, int]:
        """Users without entries are left out."""


@dataclass(frozen=True, slots=True)
class Work:
    """The repositories of one transaction."""

    users: UserRepository
    sessions: SessionRepository
    attempts: AttemptRepository
    journal: JournalRepository


class Store(ABC):
    """Where transactions begin: one that ends without an exception is committed."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Work]: ...

    @abstractmethod
    def write(self) -> AbstractContextManager[Work]: ...
