"""Services that sign in: OAuth 2 client credentials."""

from typing import Any

import jwt
import pytest
import requests

from tests.support.processes import Process
from tests.users.people import CLIENT_SECRET, Caller, body_of, user_service

GRANT = {"grant_type": "client_credentials"}
CLIENT = ("inventory_service", CLIENT_SECRET)


def ask(caller: Caller, form: dict[str, str], auth: tuple[str, str] | None) -> requests.Response:
    return requests.post(f"{caller.url}/oauth/token", data=form, auth=auth, timeout=30)


def test_a_client_gets_a_token_with_its_scopes(nobody: Caller) -> None:
    response = ask(nobody, GRANT, CLIENT)

    answer = body_of(response, 200)
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("Bearer", 600, "users:read")
    assert (claims["sub"], claims["scope"]) == ("svc_inventory_service", "users:read")
    assert response.headers["Cache-Control"] == "no-store"


def test_the_token_is_good_for_what_it_says(nobody: Caller, somebody: Caller) -> None:
    token = ask(nobody, GRANT, CLIENT).json()["access_token"]

    assert Caller(nobody.url, token).found(f"/users/{somebody.id}")["phone"] == somebody.phone


@pytest.mark.parametrize(
    ("_case", "form", "auth", "status", "error"),
    [
        ("wrong secret", GRANT, ("inventory_service", "wrong"), 401, "invalid_client"),
        ("unknown client", GRANT, ("somebody", CLIENT_SECRET), 401, "invalid_client"),
        ("no client", GRANT, None, 401, "invalid_client"),
        ("another grant", {"grant_type": "password"}, CLIENT, 400, "unsupported_grant_type"),
        ("no grant", {"scope": "users:read"}, CLIENT, 400, "invalid_request"),
        ("a scope too many", {**GRANT, "scope": "users:read roles:write"}, CLIENT, 400, "invalid_scope"),
    ],
)
def test_errors_are_those_of_oauth(
    nobody: Caller, _case: str, form: dict[str, str], auth: Any, status: int, error: str
) -> None:
    response = ask(nobody, form, auth)

    assert (response.status_code, response.json()["error"]) == (status, error)
    assert ("WWW-Authenticate" in response.headers) == (status == 401)
    assert response.headers["Cache-Control"] == "no-store"


def test_unknown_parameters_are_ignored_as_oauth_asks(nobody: Caller) -> None:
    assert ask(nobody, {**GRANT, "audience": "shop"}, CLIENT).status_code == 200


def test_a_client_without_a_secret_cannot_sign_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    with user_service(tmp_path_factory.mktemp("off"), INVENTORY_CLIENT_SECRET="") as service:
        response = ask(Caller(service.url), GRANT, ("inventory_service", ""))

    assert response.status_code == 401


def test_a_secret_that_is_too_short_stops_the_start(service: Process) -> None:
    short = user_service(service.var_dir / "short", INVENTORY_CLIENT_SECRET="short")

    done = short.run("serve")

    assert done.returncode == 2
    assert "INVENTORY_CLIENT_SECRET must have at least 16 characters" in done.stderr
