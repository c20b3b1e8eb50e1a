"""Who may sell: users, as user_service knows them. Each is asked for once and remembered."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from .domain import UnknownSellerError
from .repository import Repository
from .rest.outgoing import Upstream
from .rest.problems import Problem
from .rest.request import Context

_KEYS_A_CALL = 100


class Users(ABC):
    """What the shop asks of user_service: a port."""

    @abstractmethod
    def exists(self, user_id: str, context: Context) -> bool: ...

    @abstractmethod
    def ids_by_name(self, names: Iterable[str], context: Context) -> Mapping[str, str]:
        """The ids of those who exist, by the names as they were asked for."""


class Sellers:
    """The sellers that the shop knows."""

    def __init__(self, repository: Repository, users: Users, clock: Callable[[], datetime]) -> None:
        self._repository = repository
        self._users = users
        self._now = clock

    def ensure_known(self, user_id: str, context: Context) -> None:
        """Raise UnknownSellerError for an id that is no user's."""
        if self._repository.known_sellers([user_id]):
            return
        if not self._users.exists(user_id, context):
            raise UnknownSellerError("No user has the id that the access token names.")
        self._repository.remember_seller(user_id, self._now())

    def ids_by_name(self, names: Iterable[str], context: Context) -> Mapping[str, str]:
        """The ids of those of `names` that are users, who are known from now on."""
        ids = self._users.ids_by_name(names, context)
        for user_id in set(ids.values()) - self._repository.known_sellers(list(ids.values())):
            self._repository.remember_seller(user_id, self._now())
        return ids


class _UserRow(Struct):
    id: str
    name: str


class _UserRows(Struct):
    items: list[_UserRow]


class RestUsers(Users):
    """user_service over REST, at most 100 users a call."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    def exists(self, user_id: str, context: Context) -> bool:
        return any(row.id == user_id for row in self._rows("id", [user_id], context))

    def ids_by_name(self, names: Iterable[str], context: Context) -> Mapping[str, str]:
        asked = sorted(set(names))
        ids: dict[str, str] = {}
        for start in range(0, len(asked), _KEYS_A_CALL):
            for row in self._rows("name", asked[start : start + _KEYS_A_CALL], context):
                ids[row.name.casefold()] = row.id
        return {name: ids[name.casefold()] for name in asked if name.casefold() in ids}

    def _rows(self, by: str, keys: Sequence[str], context: Context) -> list[_UserRow]:
        answer = self._upstream.get("/users", {by: list(keys)}, _UserRows, context)
        if answer is None:
            raise Problem(503, "UPSTREAM_UNAVAILABLE", "What answers at USERS_URL is not user_service.")
        return answer.items
