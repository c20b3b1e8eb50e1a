"""Signing up, in and out, and what people change about themselves."""

import secrets
from typing import Any

from tests.support.people import PASSWORD, Person
from tests.support.shop import Shop

SESSION = "session { accessToken refreshToken expiresIn tokenType }"
WHO_AM_I = "{ viewer { id name phone roles } }"


def new_name() -> str:
    return f"Newcomer {secrets.token_hex(4)}"


def viewer(shop: Shop, access_token: str) -> Any:
    return shop.graphql(WHO_AM_I, token=access_token).without_errors()["viewer"]


def test_signing_up_gives_a_user_and_a_session(shop: Shop) -> None:
    name = new_name()

    payload = shop.mutate(
        "signUp", f"user {{ id name }} {SESSION}", name=name, phone="447700900142", password=PASSWORD
    )

    assert payload["userErrors"] == []
    assert payload["user"]["name"] == name
    assert payload["session"]["tokenType"] == "Bearer"
    assert viewer(shop, payload["session"]["accessToken"]) == {
        "id": payload["user"]["id"],
        "name": name,
        "phone": "447700900142",
        "roles": ["CUSTOMER"],
    }


def test_logging_in_gives_a_session_of_the_user(shop: Shop, customer: Person) -> None:
    payload = shop.mutate("logIn", f"user {{ id }} {SESSION}", name=customer.name, password=PASSWORD)

    assert payload["userErrors"] == []
    assert payload["user"]["id"] == customer.id
    assert payload["session"]["expiresIn"] > 0
    assert viewer(shop, payload["session"]["accessToken"])["name"] == customer.name


def test_nobody_is_the_viewer_without_a_token(shop: Shop) -> None:
    assert shop.graphql(WHO_AM_I).without_errors() == {"viewer": None}


def test_a_refresh_token_gives_a_new_session_once(shop: Shop, customer: Person) -> None:
    first = shop.mutate("refreshSession", SESSION, refreshToken=customer.refresh_token)
    again = shop.mutate("refreshSession", SESSION, refreshToken=customer.refresh_token)

    assert viewer(shop, first["session"]["accessToken"])["id"] == customer.id
    assert again["session"] is None
    assert [error["code"] for error in again["userErrors"]] == ["INVALID_REFRESH_TOKEN"]


def test_a_refresh_token_used_twice_revokes_its_whole_family(shop: Shop, customer: Person) -> None:
    renewed = shop.mutate("refreshSession", SESSION, refreshToken=customer.refresh_token)
    shop.mutate("refreshSession", SESSION, refreshToken=customer.refresh_token)

    payload = shop.mutate("refreshSession", SESSION, refreshToken=renewed["session"]["refreshToken"])

    assert [error["code"] for error in payload["userErrors"]] == ["INVALID_REFRESH_TOKEN"]


def test_logging_out_ends_the_session(shop: Shop, customer: Person) -> None:
    out = shop.mutate("logOut", "ok", refreshToken=customer.refresh_token)
    refreshed = shop.mutate("refreshSession", SESSION, refreshToken=customer.refresh_token)

    assert out == {"ok": True, "userErrors": []}
    assert [error["code"] for error in refreshed["userErrors"]] == ["INVALID_REFRESH_TOKEN"]


def test_people_change_their_phone_number(shop: Shop, customer: Person) -> None:
    payload = shop.mutate("changePhone", "user { id phone }", customer, phone="33639980077")

    assert payload == {"user": {"id": customer.id, "phone": "33639980077"}, "userErrors": []}
    assert viewer(shop, customer.access_token)["phone"] == "33639980077"


def test_a_changed_password_replaces_the_old_one_and_ends_every_session(shop: Shop, customer: Person) -> None:
    payload = shop.mutate(
        "changePassword", "ok", customer, currentPassword=PASSWORD, newPassword="a lighthouse in fog"
    )

    assert payload == {"ok": True, "userErrors": []}
    with_old = shop.mutate("logIn", SESSION, name=customer.name, password=PASSWORD)
    with_new = shop.mutate("logIn", SESSION, name=customer.name, password="a lighthouse in fog")
    refreshed = shop.mutate("refreshSession", SESSION, refreshToken=customer.refresh_token)
    assert [error["code"] for error in with_old["userErrors"]] == ["INVALID_CREDENTIALS"]
    assert with_new["session"] is not None
    assert [error["code"] for error in refreshed["userErrors"]] == ["INVALID_REFRESH_TOKEN"]


def test_a_role_that_an_admin_grants_opens_its_doors_at_the_next_login(
    shop: Shop, admin: Person, customer: Person
) -> None:
    payload = shop.mutate("grantRole", "user { id roles }", admin, userId=customer.id, role="SELLER")

    assert payload["userErrors"] == []
    assert payload["user"]["id"] == customer.id
    assert set(payload["user"]["roles"]) == {"CUSTOMER", "SELLER"}
    assert shop.add_item(shop.log_in(customer.name))["seller_id"] == customer.id


def test_nobody_but_an_admin_grants_roles(shop: Shop, clerk: Person, customer: Person) -> None:
    answer = shop.mutation("grantRole", "user { roles }", clerk, userId=customer.id, role="ADMIN")

    assert answer.data == {"grantRole": None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [
        (["grantRole"], "FORBIDDEN")
    ]
    assert shop.rest().found("users", f"/users/{customer.id}")["roles"] == ["CUSTOMER"]


def test_a_wrong_token_is_refused_with_401(shop: Shop, customer: Person) -> None:
    answer = shop.graphql(WHO_AM_I, token=customer.access_token[:-4] + "AAAA")

    assert answer.status == 401
    assert [error["extensions"]["code"] for error in answer.errors] == ["UNAUTHENTICATED"]
