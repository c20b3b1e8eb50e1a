"""How the stand-in answers mutations."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo

from .reading import Resolver, caller, fault, stocked_world, world_of
from .world import Row, World

Write = Callable[[World, Row, Row], Row]


def complaint(code: str, message: str, *path: str) -> Row:
    """A payload that says what the caller did wrong, and nothing else."""
    return {"userErrors": [{"code": code, "message": message, "field": list(path) or None}]}


def signed_in(write: Write) -> Resolver:
    """A mutation for somebody with a token."""

    def resolve(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Row:
        who = caller(info)
        if who is None:
            raise fault("UNAUTHENTICATED")
        return {"userErrors": []} | write(stocked_world(info), who, arguments["input"])

    return resolve


def _sign_up(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Row:
    world, wanted = world_of(info), arguments["input"]
    if world.user_named(wanted["name"]):
        return complaint("NAME_TAKEN", "This name is taken.", "name")
    if int(wanted["phone"]) < 9_000_000_000:
        return complaint("TOO_SMALL", "A phone number is at least 9000000000.", "phone")
    user = world.add_user(wanted["name"])
    user |= {"phone": wanted["phone"], "email": wanted.get("email"), "password": wanted["password"]}
    return {"user": user, "session": world.new_session(user["id"]), "userErrors": []}


def _log_in(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Row:
    world, wanted = world_of(info), arguments["input"]
    user = world.user_named(wanted["name"])
    if wanted["name"] in world.guessed_at:
        raise fault("REQUEST_RATE_LIMITED", retryAfter=42)
    if user is None or user["password"] != wanted["password"]:
        return complaint("INVALID_CREDENTIALS", "Name or password is wrong.", "password")
    return {"user": user, "session": world.new_session(user["id"]), "userErrors": []}


def _refresh(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Row:
    world, token = world_of(info), arguments["input"]["refreshToken"]
    if token in world.spent_tokens:
        world.end_sessions_of(world.spent_tokens[token])
    if token not in world.refresh_tokens:
        return complaint("INVALID_REFRESH_TOKEN", "The session has ended.", "refreshToken")
    owner = world.refresh_tokens.pop(token)
    world.spent_tokens[token] = owner
    return {"session": world.new_session(owner), "userErrors": []}


def _log_out(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Row:
    world_of(info).refresh_tokens.pop(arguments["input"]["refreshToken"], None)
    return {"ok": True, "userErrors": []}


def _change_phone(world: World, who: Row, wanted: Row) -> Row:
    if int(wanted["phone"]) < 9_000_000_000:
        return complaint("TOO_SMALL", "A phone number is at least 9000000000.", "phone")
    who["phone"] = wanted["phone"]
    return {"user": who}


def _change_password(world: World, who: Row, wanted: Row) -> Row:
    if wanted["currentPassword"] != who["password"]:
        return {"ok": False} | complaint("WRONG_PASSWORD", "This is not your password.", "currentPassword")
    who["password"] = wanted["newPassword"]
    world.end_sessions_of(who["id"])
    return {"ok": True}


def _reserve(world: World, who: Row, wanted: Row) -> Row:
    if wanted["idempotencyKey"] in world.kept_answers:
        return world.kept_answers[wanted["idempotencyKey"]]
    item = world.items[wanted["itemId"]]
    if wanted["quantity"] > item["quantity"] - item["reserved"]:
        return complaint("OUT_OF_STOCK", "There are not so many left.", "quantity")
    held = {"reservation": world.hold(who, item, wanted["quantity"]), "item": item}
    world.kept_answers[wanted["idempotencyKey"]] = held
    return held


def _end_reservation(status: str, *, leaves_the_shelf: bool) -> Write:
    def end(world: World, who: Row, wanted: Row) -> Row:
        row = next(row for row in world.reservations if row["id"] == wanted["reservationId"])
        if row["status"] != "HELD":
            return complaint("NOT_HELD", "It is not held any more.")
        row["status"], item = status, world.items[row["item"]]
        item["reserved"] -= row["quantity"]
        item["quantity"] -= row["quantity"] if leaves_the_shelf else 0
        return {"reservation": row, "item": item}

    return end


def _add_item(world: World, who: Row, wanted: Row) -> Row:
    if "SELLER" not in who["roles"]:
        raise fault("FORBIDDEN")
    if world.item_with(wanted["sku"]):
        return complaint("SKU_TAKEN", "This article number is taken.", "sku")
    members = {name: wanted[name] for name in ("description", "amount", "quantity")}
    return {"item": world.add_item(who, wanted["sku"], wanted["name"], **members)}


def _update_item(world: World, who: Row, wanted: Row) -> Row:
    item = world.items[wanted["itemId"]]
    item |= {name: wanted[name] for name in ("name", "description", "amount")}
    return {"item": item}


def _adjust_stock(world: World, who: Row, wanted: Row) -> Row:
    if wanted["idempotencyKey"] in world.kept_answers:
        return world.kept_answers[wanted["idempotencyKey"]]
    item = world.items[wanted["itemId"]]
    if item["quantity"] + wanted["by"] < item["reserved"]:
        return complaint("STOCK_RESERVED", "Some of it is held for buyers.", "by")
    item["quantity"] += wanted["by"]
    world.kept_answers[wanted["idempotencyKey"]] = {"item": item}
    return {"item": item}


WRITING: dict[str, Resolver] = {
    "signUp": _sign_up,
    "logIn": _log_in,
    "refreshSession": _refresh,
    "logOut": _log_out,
    "changePhone": signed_in(_change_phone),
    "changePassword": signed_in(_change_password),
    "reserveItem": signed_in(_reserve),
    "releaseReservation": signed_in(_end_reservation("RELEASED", leaves_the_shelf=False)),
    "fulfilReservation": signed_in(_end_reservation("FULFILLED", leaves_the_shelf=True)),
    "addItem": signed_in(_add_item),
    "updateItem": signed_in(_update_item),
    "adjustStock": signed_in(_adjust_stock),
}
