"""Becoming a user, and who cannot."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.people import PASSWORD
from tests.users.people import Caller, body_of, faults, new_name, new_phone, refused


def sign_up_body(**members: Any) -> dict[str, Any]:
    return {"name": new_name(), "phone": new_phone(), "password": PASSWORD, **members}


def test_it_answers_the_row_where_it_is_and_a_session(nobody: Caller) -> None:
    response = nobody.post("/users", sign_up_body(name="Ada Lovelace", email="ada@example.com"))

    row = body_of(response, 201)
    assert response.headers["Location"] == f"/users/{row['id']}"
    assert row["name"] == "Ada Lovelace"
    assert row["email"] == "ada@example.com"
    assert row["roles"] == ["CUSTOMER"]
    since = datetime.fromisoformat(row["since"])
    assert datetime.now(UTC) - since < timedelta(seconds=30)
    assert row["session"]["token_type"] == "Bearer"
    assert row["session"]["expires_in"] == 600


def test_the_session_is_the_new_users(nobody: Caller) -> None:
    person = nobody.sign_up()

    assert person.found(f"/users/{person.id}")["phone"] == person.phone


def test_a_name_is_trimmed_and_composed(nobody: Caller) -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë Müller-Ångström")

    person = nobody.sign_up(name=f"  {decomposed}\t")

    assert person.name == "Zoë Müller-Ångström"


@pytest.mark.parametrize("other", ["GROSSE STRASSE", "große strasse", " Große Straße "])
def test_a_name_that_differs_in_letter_case_only_is_taken(nobody: Caller, other: str) -> None:
    nobody.post("/users", sign_up_body(name="Große Straße"))

    problem = refused(nobody.post("/users", sign_up_body(name=other)), 409, "NAME_TAKEN")

    assert faults(problem) == {"/name": "NAME_TAKEN"}


@pytest.mark.parametrize(
    ("_case", "name", "code"),
    [
        ("seven characters", "Sevenly", "TOO_SHORT"),
        ("eight with the blanks around", " Sevenly ", "TOO_SHORT"),
        ("33 characters", "x" * 33, "TOO_LONG"),
        ("very many combining marks", "e\u0301" * 100_000, "TOO_LONG"),
        ("a slash", "Half/Half name", "INVALID_CHARACTER"),
        ("a line feed", "Two\nlines of name", "INVALID_CHARACTER"),
        ("an invisible character", "Zero\u200bwidth name", "INVALID_CHARACTER"),
        ("text turned around", "Right\u202eto left", "INVALID_CHARACTER"),
    ],
)
def test_a_name_that_breaks_a_rule_is_refused(nobody: Caller, _case: str, name: str, code: str) -> None:
    problem = refused(nobody.post("/users", sign_up_body(name=name)), 422, "VALIDATION_FAILED")

    assert faults(problem) == {"/name": code}


@pytest.mark.parametrize("name", ["Eight to", "x" * 32, "名前は八文字以上です"])
def test_a_name_has_8_to_32_characters_of_any_script(nobody: Caller, name: str) -> None:
    assert nobody.sign_up(name=name).name == name


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("8999999999", "TOO_SMALL"),
        ("1000000000000000", "TOO_LARGE"),
        ("9" * 5000, "TOO_LARGE"),
        ("+49 176 04069011", "INVALID_PHONE"),
        ("09000000000", "INVALID_PHONE"),
        ("٩٠٠٠٠٠٠٠٠٠", "INVALID_PHONE"),
        ("", "INVALID_PHONE"),
    ],
)
def test_a_phone_that_breaks_a_rule_is_refused(nobody: Caller, phone: str, code: str) -> None:
    problem = refused(nobody.post("/users", sign_up_body(phone=phone)), 422, "VALIDATION_FAILED")

    assert faults(problem) == {"/phone": code}


@pytest.mark.parametrize("phone", ["9000000000", "999999999999999"])
def test_a_phone_is_a_number_of_at_least_9000000000(nobody: Caller, phone: str) -> None:
    assert nobody.sign_up(phone=phone).phone == phone


def test_every_mistake_is_named_at_once(nobody: Caller) -> None:
    body = {"name": "Ada", "phone": "1", "email": "nowhere", "password": "short"}

    problem = refused(nobody.post("/users", body), 422, "VALIDATION_FAILED")

    assert faults(problem) == {
        "/name": "TOO_SHORT",
        "/phone": "TOO_SMALL",
        "/email": "INVALID_EMAIL",
        "/password": "TOO_SHORT",
    }


@pytest.mark.parametrize(
    ("_case", "password", "code"),
    [
        ("the name", "weak password 1", "TOO_WEAK"),
        ("one character", "zzzzzzzzzzzz", "TOO_WEAK"),
        ("too long", "long " * 30, "TOO_LONG"),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(
    nobody: Caller, _case: str, password: str, code: str
) -> None:
    body = sign_up_body(name="Weak Password 1", password=password)

    problem = refused(nobody.post("/users", body), 422, "VALIDATION_FAILED")

    assert faults(problem) == {"/password": code}
    assert password not in str(problem)


@pytest.mark.parametrize(
    ("_case", "members", "code"),
    [
        ("a number is no text", {"phone": 9_000_000_000}, "WRONG_TYPE"),
        ("a member nobody knows", {"roles": ["ADMIN"]}, "UNKNOWN_MEMBER"),
    ],
)
def test_a_body_of_another_shape_is_refused(
    nobody: Caller, _case: str, members: dict[str, Any], code: str
) -> None:
    problem = refused(nobody.post("/users", sign_up_body(**members)), 400, "MALFORMED_BODY")

    assert faults(problem) == {f"/{next(iter(members))}": code}
