"""Roles, the scopes that they give, and who grants them."""

import jwt
import pytest

from tests.support.processes import Process
from tests.users.people import Caller, body_of, faults, granted, refused

CLERK = {"stock:write", "reservations:read", "reservations:write", "journal:read"}
SCOPES = {
    "CUSTOMER": set[str](),
    "SELLER": {"items:write"},
    "CLERK": CLERK,
    "ADMIN": CLERK | {"items:write", "users:read", "roles:write"},
}


def scopes(caller: Caller) -> set[str]:
    claims = jwt.decode(caller.access_token, options={"verify_signature": False})
    return set(claims["scope"].split())


@pytest.mark.parametrize("role", SCOPES)
def test_a_role_gives_its_scopes(admin: Caller, role: str) -> None:
    assert scopes(granted(admin, role)) == SCOPES[role]


def test_roles_add_up(service: Process, admin: Caller, nobody: Caller) -> None:
    person = granted(admin, "CLERK")
    service.run("grant", person.name, "seller")

    assert scopes(nobody.log_in(person.name)) == CLERK | {"items:write"}


def test_an_administrator_grants_a_role(admin: Caller, somebody: Caller) -> None:
    row = body_of(admin.post(f"/users/{somebody.id}/roles", {"role": "SELLER"}), 200)

    assert row["roles"] == ["CUSTOMER", "SELLER"]


def test_a_granted_role_comes_with_the_next_refresh(admin: Caller, somebody: Caller) -> None:
    admin.post(f"/users/{somebody.id}/roles", {"role": "SELLER"})

    session = somebody.post("/sessions/refresh", {"refresh_token": somebody.refresh_token}).json()

    assert scopes(Caller("", session["access_token"])) == {"items:write"}


def test_to_grant_a_role_twice_is_to_grant_it_once(admin: Caller, somebody: Caller) -> None:
    first = admin.post(f"/users/{somebody.id}/roles", {"role": "CLERK"})
    second = admin.post(f"/users/{somebody.id}/roles", {"role": "CLERK"})

    assert first.json() == second.json()


def test_nobody_else_grants_roles(clerk: Caller, nobody: Caller, somebody: Caller) -> None:
    path, body = f"/users/{somebody.id}/roles", {"role": "ADMIN"}

    refused(nobody.post(path, body), 401, "UNAUTHENTICATED")
    refused(somebody.post(path, body), 403, "FORBIDDEN")
    refused(clerk.post(path, body), 403, "FORBIDDEN")
    assert nobody.found(f"/users/{somebody.id}")["roles"] == ["CUSTOMER"]


def test_an_unknown_role_is_refused(admin: Caller, somebody: Caller) -> None:
    problem = refused(admin.post(f"/users/{somebody.id}/roles", {"role": "KING"}), 422, "VALIDATION_FAILED")

    assert faults(problem) == {"/role": "NOT_ALLOWED"}


def test_a_role_for_nobody_is_refused(admin: Caller) -> None:
    response = admin.post("/users/usr_01m7yhq3gqf0mrd6fj3y1y72x6/roles", {"role": "CLERK"})

    refused(response, 404, "NOT_FOUND")


def test_the_operator_is_told_when_there_is_no_such_user(service: Process) -> None:
    done = service.run("grant", "Nobody of this name", "ADMIN")

    assert done.returncode == 1
    assert "There is no user named 'Nobody of this name'." in done.stderr


def test_the_operator_is_told_which_roles_there_are(service: Process, somebody: Caller) -> None:
    done = service.run("grant", somebody.name, "KING")

    assert done.returncode == 2
    assert all(role in done.stderr for role in SCOPES)
