"""What can be done to users."""

import graphene

from gateway.auth.scopes import AUTHENTICATED, scope
from gateway.binding.declare import Payload, command, one
from gateway.schema.services import USERS
from gateway.schema.user import Role, User


class ChangePhoneInput(graphene.InputObjectType):
    phone = graphene.String(required=True)


class ChangePhonePayload(Payload):
    user = one(User, key="id")


class GrantRoleInput(graphene.InputObjectType):
    user_id = graphene.ID(required=True)
    role = Role(required=True)


class GrantRolePayload(Payload):
    user = one(User, key="id")


class People:
    """Mutations of users."""

    change_phone = command(
        ChangePhonePayload, (USERS, "PATCH", "/users/{viewer}"), ChangePhoneInput, requires=AUTHENTICATED
    )
    grant_role = command(
        GrantRolePayload,
        (USERS, "POST", "/users/{user_id}/roles"),
        GrantRoleInput,
        ids={"user_id": User},
        requires=scope("roles:write"),
        description="ADMIN.",
    )
