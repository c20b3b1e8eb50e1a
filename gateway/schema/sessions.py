"""Signing up, in and out."""

import graphene

from gateway.auth.scopes import AUTHENTICATED
from gateway.binding.declare import Payload, command, one, post, succeeded, whole
from gateway.schema.services import USERS


class Session(graphene.ObjectType):
    """What a signed-in client keeps: the access token for `Authorization`, the refresh token for `refreshSession`."""

    access_token = graphene.String(required=True)
    refresh_token = graphene.String(required=True)
    expires_in = graphene.Int(required=True, description="Seconds.")
    token_type = graphene.String(required=True)


class SignUpInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    phone = graphene.String(required=True)
    email = graphene.String()
    password = graphene.String(required=True)


class SignUpPayload(Payload):
    user = one("gateway.schema.user.User", key="id")
    session = graphene.Field(Session)


class LogInInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    password = graphene.String(required=True)


class LogInPayload(Payload):
    user = one("gateway.schema.user.User", key="user_id")
    session = whole(Session)


class RefreshSessionInput(graphene.InputObjectType):
    refresh_token = graphene.String(required=True)


class RefreshSessionPayload(Payload):
    session = whole(Session)


class LogOutInput(graphene.InputObjectType):
    refresh_token = graphene.String(required=True)


class LogOutPayload(Payload):
    ok = succeeded()


class ChangePasswordInput(graphene.InputObjectType):
    current_password = graphene.String(required=True)
    new_password = graphene.String(required=True)


class ChangePasswordPayload(Payload):
    ok = succeeded()


class Sessions:
    """Mutations of sessions."""

    sign_up = command(SignUpPayload, SignUpInput, post(USERS, "/users", signs_in="session/access_token"))
    log_in = command(
        LogInPayload,
        LogInInput,
        post(USERS, "/sessions", signs_in="access_token", client_address=True),
    )
    refresh_session = command(RefreshSessionPayload, RefreshSessionInput, post(USERS, "/sessions/refresh"))
    log_out = command(LogOutPayload, LogOutInput, post(USERS, "/sessions/revoke"))
    change_password = command(
        ChangePasswordPayload,
        ChangePasswordInput,
        post(USERS, "/users/{viewer}/password", client_address=True),
        requires=AUTHENTICATED,
        description="Revokes every session of the user.",
    )
