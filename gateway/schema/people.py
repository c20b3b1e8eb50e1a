"""What can be done to users."""

import graphene

from gateway.auth.scopes import AUTHENTICATED, scope
from gateway.binding.declare import Payload, command, one, patch, post
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
        ChangePhonePayload, ChangePhoneInput, patch(USERS, "/users/{viewer}"), requires=AUTHENTICATED
    )
    grant_role = command(
        GrantRolePayload,
        GrantRoleInput,
        post(USERS, "/users/{user_id}/roles", ids={"user_id": User}),
        requires=scope("roles:write"),
        description="ADMIN.",
    )
