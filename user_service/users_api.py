"""Users over HTTP."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from .client_address import Network, client_address
from .domain import BrokenRuleError, PhoneNumber, User
from .problems import PROBLEMS, broken_rule
from .registration import Registration
from .rest.access import A_USER, ANYONE, SIGNED_IN, Scope
from .rest.answers import Answer, created, no_content, ok
from .rest.callers import Caller
from .rest.paging import Batch, batch, page
from .rest.problems import Problem, forbidden, not_found
from .rest.request import Request
from .rest.routes import Routes
from .rows import (
    BY_NAME,
    CONTACT,
    LegacyUserRow,
    NewPassword,
    NewPhone,
    NewRole,
    NewUserRow,
    SessionRow,
    SignUp,
    UserPage,
    UserRow,
    UsersQuery,
    Withheld,
    sees_contact,
)
from .service import Users
from .sessions import Sessions

Parsed = TypeVar("Parsed")


class UsersApi:
    """What the views work on."""

    def __init__(self, users: Users, sessions: Sessions, trusted_proxies: Sequence[Network]) -> None:
        self.users = users
        self.sessions = sessions
        self.trusted_proxies = trusted_proxies


api = Routes[UsersApi](PROBLEMS)
legacy_api = Routes[UsersApi](PROBLEMS)


@api.get("/users", ANYONE, answers=(Batch[UserRow], UserPage))
def list_users(service: UsersApi, request: Request[UsersQuery, None]) -> Answer:
    """Users by id or by name, or all of them by name, perhaps only those whose name contains a text."""
    query = request.query
    if sum(map(bool, (query.id, query.name, query.search))) > 1:
        raise Problem(400, "BAD_PARAMETER", "Ask by id, by name or with search, not by several of them.")
    if query.id or query.name:
        found = service.users.find_all(query.id) if query.id else service.users.find_by_names(query.name)
        return ok(batch([_row(user, request.caller) for user in found], _withheld(found, request.caller)))
    return ok(_page(service, query, request.caller))


@api.get("/users/{user_id:usr}", ANYONE, answers=UserRow)
def get_user(service: UsersApi, request: Request[None, None]) -> Answer:
    """One user."""
    return ok(_single(service.users.find(request.path["user_id"]), request.caller))


@api.post("/users", ANYONE, answers=NewUserRow, status=201, problems=("NAME_TAKEN 409", "OVERLOADED 503"))
def sign_up(service: UsersApi, request: Request[None, SignUp]) -> Answer:
    """Become a user, and be logged in as one."""
    body = request.body
    registration = Registration.parse(body.name, body.phone, body.email, body.password)
    user, session = service.users.sign_up(registration)
    row = NewUserRow(**_members(user), **_contact(user), session=SessionRow.of(session))
    return created(row, f"/users/{user.id}")


@api.patch("/users/{user_id:usr}", A_USER, answers=UserRow)
def change_phone(service: UsersApi, request: Request[None, NewPhone]) -> Answer:
    """Change one's own phone number; nothing else of a user can change."""
    user_id = _own_id(request)
    phone = _parsed("/phone", PhoneNumber.parse, request.body.phone)
    return ok(_single(service.users.change_phone(user_id, phone), request.caller))


@api.post(
    "/users/{user_id:usr}/password",
    A_USER,
    status=204,
    problems=("WRONG_PASSWORD 422", "REQUEST_RATE_LIMITED 429", "OVERLOADED 503"),
)
def change_password(service: UsersApi, request: Request[None, NewPassword]) -> Answer:
    """Change one's own password, which ends every session."""
    user_id, body = _own_id(request), request.body
    address = client_address(request.context.peer, request.context.forwarded_for, service.trusted_proxies)
    try:
        service.sessions.change_password(user_id, body.current_password, body.new_password, address)
    except BrokenRuleError as rule:
        raise broken_rule("/new_password", rule) from None
    return no_content()


@api.post("/users/{user_id:usr}/roles", Scope("roles:write"), answers=UserRow)
def grant_role(service: UsersApi, request: Request[None, NewRole]) -> Answer:
    """Give a role to a user; to give it twice is to give it once."""
    return ok(_single(service.users.grant(request.path["user_id"], request.body.role), request.caller))


@legacy_api.get("/user/{name}", SIGNED_IN, answers=LegacyUserRow)
def get_user_by_name(service: UsersApi, request: Request[None, None]) -> Answer:
    """One user by name, as the first version of the API gave it."""
    user = service.users.find_by_name(request.path["name"])
    if user is None:
        raise not_found("user")
    phone = user.phone.value if sees_contact(request.caller, user) else None
    return ok(LegacyUserRow(str(user.name), phone, user.since))


def _page(service: UsersApi, query: UsersQuery, caller: Caller) -> UserPage:
    position = BY_NAME.position(query.after)
    found, total = service.users.search(query.search, position, query.first, count=query.count)
    rows = [_row(user, caller, cursor=BY_NAME.cursor(user.name.key)) for user in found]
    plain = page(rows, query.first, UNSET if total is None else total)
    withheld = _withheld(found[: query.first], caller)
    return UserPage(plain.items, plain.next, plain.total, withheld or UNSET)


def _row(user: User, caller: Caller, cursor: str | UnsetType = UNSET) -> UserRow:
    contact = _contact(user) if sees_contact(caller, user) else {}
    return UserRow(**_members(user), **contact, cursor=cursor)


def _single(user: User, caller: Caller) -> UserRow:
    return replace(_row(user, caller), withheld=_withheld([user], caller) or UNSET)


def _members(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": str(user.name), "since": user.since, "roles": sorted(user.roles)}


def _contact(user: User) -> dict[str, Any]:
    return {"phone": str(user.phone), "email": user.email and str(user.email)}


def _withheld(users: Sequence[User], caller: Caller) -> Withheld:
    return {user.id: list(CONTACT) for user in users if not sees_contact(caller, user)}


def _own_id(request: Request[None, Any]) -> str:
    user_id = request.path["user_id"]
    if request.caller.subject != user_id:
        raise forbidden("Only the user may do this.")
    return user_id


def _parsed(pointer: str, parse: Callable[[str], Parsed], text: str) -> Parsed:
    try:
        return parse(text)
    except BrokenRuleError as rule:
        raise broken_rule(pointer, rule) from None
