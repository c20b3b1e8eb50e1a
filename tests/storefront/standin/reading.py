"""How the stand-in answers queries: resolvers by type and field."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from .world import Row, World, sorted_items

Resolver = Callable[..., Any]


def fault(code: str, message: str = "Refused.", **extensions: Any) -> GraphQLError:
    """An error with a code, as the gateway makes them."""
    return GraphQLError(message, extensions={"code": code, **extensions})


def world_of(info: GraphQLResolveInfo) -> World:
    """What the stand-in knows; DOWNSTREAM_SERVICE_ERROR when its inventory is away."""
    world: World = info.context["world"]
    return world


def stocked_world(info: GraphQLResolveInfo) -> World:
    """As `world_of`, for whatever the inventory answers."""
    if world_of(info).inventory_is_away:
        raise fault("DOWNSTREAM_SERVICE_ERROR")
    return world_of(info)


def caller(info: GraphQLResolveInfo) -> Row | None:
    """The user whose token was sent; UNAUTHENTICATED when the token is not taken."""
    token = info.context["token"]
    if token is None:
        return None
    world = world_of(info)
    if token not in world.access_tokens:
        raise fault("UNAUTHENTICATED")
    return world.users[world.access_tokens[token]]


def user(info: GraphQLResolveInfo, user_id: str) -> Row | None:
    """The user, unless the users are away."""
    world = world_of(info)
    if world.users_are_away:
        raise fault("DOWNSTREAM_SERVICE_ERROR")
    return world.users.get(user_id)


def connection(rows: list[Row], first: int, after: str | None) -> Row:
    """A page of rows; a cursor is a row's id."""
    ids = [row["id"] for row in rows]
    if after is not None and after not in ids:
        raise fault("BAD_USER_INPUT")
    start = ids.index(after) + 1 if after else 0
    page = rows[start : start + first]
    page_info = {"hasNextPage": start + first < len(rows), "endCursor": page[-1]["id"] if page else None}
    return {"nodes": page, "totalCount": len(rows), "pageInfo": page_info}


def _items(_: Any, info: GraphQLResolveInfo, **asked: Any) -> Row:
    found = stocked_world(info).items_like(asked.get("sellerId"), asked.get("search"), asked.get("inStock"))
    return connection(sorted_items(found, asked["orderBy"]), asked["first"], asked.get("after"))


def _user_items(owner: Row, info: GraphQLResolveInfo, first: int, after: str | None = None) -> Row:
    found = stocked_world(info).items_like(owner["id"], None, None)
    return connection(sorted_items(found, "NAME_ASC"), first, after)


def _reservations_by(member: str) -> Resolver:
    def reservations(owner: Row, info: GraphQLResolveInfo, first: int, after: str | None = None) -> Row:
        held = stocked_world(info).reservations
        return connection([row for row in held if row[member] == owner["id"]], first, after)

    return reservations


READING: dict[str, dict[str, Resolver]] = {
    "Query": {
        "version": lambda *_: "stand-in",
        "viewer": lambda _, info: caller(info),
        "itemBySku": lambda _, info, sku: stocked_world(info).item_with(sku),
        "items": _items,
        "user": lambda _, info, id: user(info, id),  # noqa: A006
    },
    "Item": {
        "price": lambda item, _: {"amount": item["amount"], "currency": "EUR"},
        "available": lambda item, _: item["quantity"] - item["reserved"],
        "seller": lambda item, info: user(info, item["seller"]),
        "reservations": _reservations_by("item"),
    },
    "User": {"items": _user_items, "reservations": _reservations_by("user")},
    "Reservation": {
        "item": lambda row, info: stocked_world(info).items.get(row["item"]),
        "user": lambda row, info: user(info, row["user"]),
    },
}
