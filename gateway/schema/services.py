"""The services behind the shop, their ids, and the scopes that they know."""

from gateway.auth.scopes import Rule, owner
from gateway.binding.vocabulary import Collection, Service

INVENTORY = Service("inventory")
USERS = Service("users")

#: Where they are when nothing says otherwise.
DEFAULT_ADDRESSES = {INVENTORY.name: "http://127.0.0.1:8082", USERS.name: "http://127.0.0.1:8081"}


def collection(service: Service, path: str, prefix: str) -> Collection:
    """A collection with ids of one prefix (the TypeID specification: UUIDv7 in lower-case Crockford base32)."""
    return Collection(service, path, id_pattern=rf"{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}")


SELF_OR_USERS_READ: Rule = owner("id", or_scope="users:read")
SELF_OR_RESERVATIONS_READ: Rule = owner("id", or_scope="reservations:read")
SELF_OR_JOURNAL_READ: Rule = owner("id", or_scope="journal:read")
SELLER_OR_RESERVATIONS_READ: Rule = owner("seller_id", or_scope="reservations:read")
