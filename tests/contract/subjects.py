"""The services and collections that the contract is asked of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A service: `writing` is a call that takes a JSON body, `reading` one that anybody may make."""

    name: str
    reading: str
    writing: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Collection:
    """Rows at a path; `by` are the parameters that give pages per key, named as the row names the key."""

    service: str
    path: str
    prefix: str
    by: tuple[str, ...] = ()
    has_single: bool = True

    def __str__(self) -> str:
        return self.path


SUBJECTS = [
    Subject("user_service", "/users", "/sessions"),
    Subject("inventory_service", "/items", "/items"),
]
COLLECTIONS = [
    Collection("user_service", "/users", "usr"),
    Collection("user_service", "/journal", "jrn", by=("user_id",), has_single=False),
    Collection("inventory_service", "/items", "itm", by=("seller_id",)),
    Collection("inventory_service", "/reservations", "rsv", by=("user_id", "item_id")),
]
