"""What user_service can do: add, find and search users, and read the journal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from .domain import BrokenRuleError, JournalEntry, Name, PhoneNumber, Role, User, folded
from .events import phone_changed, role_granted, user_added
from .passwords import Passwords
from .registration import Registration
from .repository import JournalPosition, NamePosition, Store, Work
from .rest.ids import mint
from .sessions import Session, Sessions


class UserNotFoundError(Exception):
    """There is no such user."""


class Users:
    def __init__(self, store: Store, passwords: Passwords, sessions: Sessions) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions

    def sign_up(self, registration: Registration) -> tuple[User, Session]:
        """Raises NameTakenError."""
        password_hash = self._passwords.hash(registration.password)
        user = _new_user(registration, {Role.CUSTOMER}, datetime.now(UTC))
        with self._store.write() as work:
            _add(work, user, password_hash)
            return user, self._sessions.begin(work, user)

    def add(self, registration: Registration, roles: set[Role], since: datetime) -> User:
        """Somebody who became a user elsewhere, with their past, without a session. Raises NameTakenError."""
        password_hash = self._passwords.hash(registration.password)
        user = _new_user(registration, {Role.CUSTOMER, *roles}, since)
        with self._store.write() as work:
            _add(work, user, password_hash)
        return user

    def find(self, user_id: str) -> User:
        """Raises UserNotFoundError."""
        with self._store.read() as work:
            return _existing(work, user_id)

    def find_by_name(self, name: str) -> User | None:
        return next(iter(self.find_by_names([name])), None)

    def find_all(self, ids: Sequence[str]) -> list[User]:
        with self._store.read() as work:
            return work.users.with_ids(ids)

    def find_by_names(self, names: Sequence[str]) -> list[User]:
        """A name that nobody could have finds nobody."""
        keys = [key for name in names if (key := _key(name)) is not None]
        with self._store.read() as work:
            return work.users.with_name_keys(keys) if keys else []

    def search(
        self, text: str, position: NamePosition | None, first: int, *, count: bool
    ) -> tuple[list[User], int | None]:
        """Users by name whose name contains the text, and how many there are if they are to be counted.

        Pages have one row more than `first` where there are more.
        """
        with self._store.read() as work:
            found = work.users.page(folded(text), position, first)
            return found, work.users.count(folded(text)) if count else None

    def change_phone(self, user_id: str, phone: PhoneNumber) -> User:
        """Raises UserNotFoundError."""
        with self._store.write() as work:
            user = _existing(work, user_id).with_phone(phone)
            if work.users.set_phone(user_id, phone):
                work.journal.announce(phone_changed(user))
            return user

    def grant(self, user_id: str, role: Role) -> User:
        """To grant a role twice is to grant it once. Raises UserNotFoundError."""
        with self._store.write() as work:
            user = _existing(work, user_id)
            if work.users.grant(user_id, role):
                work.journal.announce(role_granted(user, role))
            return replace(user, roles=user.roles | {role})


class Journal:
    """What happened, newest first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find_all(self, ids: Sequence[str], seen_by: str | None) -> list[JournalEntry]:
        """Only entries of the user `seen_by`; of everybody when it is None."""
        with self._store.read() as work:
            return work.journal.with_ids(ids, seen_by)

    def page(
        self, position: JournalPosition | None, first: int, *, count: bool
    ) -> tuple[list[JournalEntry], int | None]:
        with self._store.read() as work:
            return work.journal.page(position, first), work.journal.count() if count else None

    def pages(
        self, user_ids: Sequence[str], position: JournalPosition | None, first: int, *, count: bool
    ) -> tuple[list[JournalEntry], dict[str, int] | None]:
        """A page of each user, and how many each has if they are to be counted."""
        with self._store.read() as work:
            entries = work.journal.pages(user_ids, position, first)
            return entries, work.journal.counts(user_ids) if count else None


def _new_user(registration: Registration, roles: set[Role], since: datetime) -> User:
    return User(
        id=mint("usr"),
        name=registration.name,
        phone=registration.phone,
        email=registration.email,
        roles=frozenset(roles),
        since=since,
    )


def _add(work: Work, user: User, password_hash: str) -> None:
    work.users.add(user, password_hash)
    work.journal.announce(user_added(user))
    for role in sorted(user.roles - {Role.CUSTOMER}):
        work.journal.announce(role_granted(user, role))


def _existing(work: Work, user_id: str) -> User:
    found = work.users.with_ids([user_id])
    if not found:
        raise UserNotFoundError
    return found[0]


def _key(name: str) -> str | None:
    try:
        return Name.parse(name).key
    except BrokenRuleError:
        return None
