"""What is read and written over HTTP, and who may see what of it."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from .domain import Role, Scope, User
from .rest.callers import Caller
from .rest.ids import id_rule
from .rest.paging import Keys, Order, Page, PageQuery
from .sessions import Session

UserId = Annotated[str, id_rule("usr")]
EntryId = Annotated[str, id_rule("jrn")]
ItemId = Annotated[str, id_rule("itm")]

# A cursor can be forged, and PostgreSQL holds no null characters.
_Text = Annotated[str, Meta(pattern=r"^[^\x00]*$")]
BY_NAME = Order("name", _Text)
NEWEST_FIRST = Order("newest", Annotated[datetime, Meta(tz=True)], _Text)

# The members of a user that not everyone sees.
CONTACT = ("phone", "email")
Withheld = dict[str, list[str]]


class UsersQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    id: Keys[UserId] = ()
    name: Keys[str] = ()
    search: Annotated[str, Meta(max_length=100)] = ""


class JournalQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    id: Keys[EntryId] = ()
    user_id: Keys[UserId] = ()


class SignUp(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    phone: str
    password: str
    email: str | None = None


class NewPhone(Struct, frozen=True, forbid_unknown_fields=True):
    phone: str


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    current_password: str
    new_password: str


class NewRole(Struct, frozen=True, forbid_unknown_fields=True):
    role: Role


class LogIn(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    password: str


class RefreshTokenBody(Struct, frozen=True, forbid_unknown_fields=True):
    refresh_token: str


class SessionRow(Struct, frozen=True):
    access_token: str
    refresh_token: str
    expires_in: int
    user_id: UserId
    token_type: str = "Bearer"  # noqa: S105

    @classmethod
    def of(cls, session: Session) -> "SessionRow":
        return cls(session.access_token, session.refresh_token, session.expires_in_s, session.user_id)


class UserRow(Struct, frozen=True):
    """`phone` and `email` are for the user and for `users:read`; `withheld` names them for others."""

    id: UserId
    name: str
    since: datetime
    roles: list[Role]
    phone: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    withheld: Withheld | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class NewUserRow(UserRow, frozen=True, kw_only=True):
    session: SessionRow


class UserPage(Page[UserRow], frozen=True):
    withheld: Withheld | UnsetType = UNSET


class LegacyUserRow(Struct, frozen=True):
    """As the first version of the API gave it: the phone is a number, or null for who may not see it."""

    name: str
    phone: int | None
    since: datetime


class EntryRow(Struct, frozen=True):
    id: EntryId
    kind: str
    at: datetime
    user_id: UserId | None
    item_id: ItemId | None
    detail: str
    cursor: str | UnsetType = UNSET


def sees_contact(caller: Caller, user: User) -> bool:
    """May the caller see how to reach this user?"""
    return caller.subject == user.id or caller.has(Scope.USERS_READ)
