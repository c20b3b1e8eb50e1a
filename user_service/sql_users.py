"""Users in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.exc import IntegrityError

from .db import users
from .domain import Email, Name, PhoneNumber, Role, User
from .repository import Credentials, NamePosition, NameTakenError, UserRepository

_BITS = {Role.CUSTOMER: 1, Role.SELLER: 2, Role.CLERK: 4, Role.ADMIN: 8}


class SqlUsers(UserRepository):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, user: User, password_hash: str) -> None:
        row = {
            "id": user.id,
            "name": user.name.value,
            "name_key": user.name.key,
            "phone": user.phone.value,
            "email": user.email and user.email.value,
            "password_hash": password_hash,
            "roles": sum(_BITS[role] for role in user.roles),
            "since": user.since,
        }
        try:
            self._connection.execute(users.insert().values(row))
        except IntegrityError as error:
            raise NameTakenError from error

    def with_ids(self, ids: Sequence[str]) -> list[User]:
        return self._users(select(users).where(users.c.id.in_(ids)))

    def with_name_keys(self, keys: Sequence[str]) -> list[User]:
        return self._users(select(users).where(users.c.name_key.in_(keys)))

    def page(self, search: str, position: NamePosition | None, first: int) -> list[User]:
        statement = _matching(select(users), search).order_by(users.c.name_key).limit(first + 1)
        if position is not None:
            statement = statement.where(users.c.name_key > position[0])
        return self._users(statement)

    def count(self, search: str) -> int:
        statement = _matching(select(func.count()).select_from(users), search)
        return int(self._connection.execute(statement).scalar_one())

    def set_phone(self, user_id: str, phone: PhoneNumber) -> bool:
        statement = users.update().where(users.c.id == user_id, users.c.phone != phone.value)
        return self._connection.execute(statement.values(phone=phone.value)).rowcount == 1

    def grant(self, user_id: str, role: Role) -> bool:
        bit = _BITS[role]
        lacks_role = users.c.roles.bitwise_and(bit) == 0
        statement = users.update().where(users.c.id == user_id, lacks_role)
        return self._connection.execute(statement.values(roles=users.c.roles + bit)).rowcount == 1

    def credentials(self, name_key: str) -> Credentials | None:
        return self._credentials(select(users).where(users.c.name_key == name_key))

    def credentials_by_id(self, user_id: str) -> Credentials | None:
        return self._credentials(select(users).where(users.c.id == user_id))

    def replace_password(self, user_id: str, expected_hash: str, new_hash: str) -> bool:
        statement = users.update().where(users.c.id == user_id, users.c.password_hash == expected_hash)
        return self._connection.execute(statement.values(password_hash=new_hash)).rowcount == 1

    def _users(self, statement: Select[Any]) -> list[User]:
        return [_user(row) for row in self._connection.execute(statement)]

    def _credentials(self, statement: Select[Any]) -> Credentials | None:
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else Credentials(_user(row), row.password_hash)


def _matching(statement: Select[Any], search: str) -> Select[Any]:
    if not search:
        return statement
    # Not the backslash: MySQL and PostgreSQL disagree on what it means inside a literal.
    return statement.where(users.c.name_key.contains(search, autoescape=True, escape="!"))


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        name=Name(row.name),
        phone=PhoneNumber(row.phone),
        email=None if row.email is None else Email(row.email),
        roles=frozenset(role for role, bit in _BITS.items() if row.roles & bit),
        since=row.since,
    )
