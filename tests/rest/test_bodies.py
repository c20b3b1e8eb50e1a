"""Bodies: capped, strict, and every mistake named at its place."""

import json
from collections.abc import Iterator

import pytest

from tests.rest.client import Tiny, faults, problem


@pytest.fixture
def token(tiny: Tiny) -> str:
    return tiny.issuer.token(scope="items:write")


def test_every_misshapen_member_is_named_at_once(tiny: Tiny, token: str) -> None:
    body = {
        "title": 5,
        "colour": "red",
        "price": {"amount": "1.00", "currency": "EURO", "vat": 1},
        "tags": ["a", 1],
    }

    answer = problem(tiny.send("POST", "/notes", token, json=body), 400, "MALFORMED_BODY")

    assert faults(answer) == {
        "/title": "WRONG_TYPE",
        "/colour": "UNKNOWN_MEMBER",
        "/price/currency": "TOO_LONG",
        "/price/vat": "UNKNOWN_MEMBER",
        "/tags/1": "WRONG_TYPE",
    }


def test_a_missing_member_is_required(tiny: Tiny, token: str) -> None:
    answer = problem(tiny.send("POST", "/notes", token, json={}), 400, "MALFORMED_BODY")

    assert faults(answer) == {"/title": "REQUIRED"}


def test_a_well_formed_body_that_breaks_rules_is_422(tiny: Tiny, token: str) -> None:
    body = {"title": "", "copies": 1001}

    answer = problem(tiny.send("POST", "/notes", token, json=body), 422, "VALIDATION_FAILED")

    assert faults(answer) == {"/title": "TOO_SHORT", "/copies": "TOO_LARGE"}


@pytest.mark.parametrize(
    ("_case", "raw"),
    [
        ("nothing", b""),
        ("no JSON", b"title=x"),
        ("cut off", b'{"title": "x"'),
        ("two values", b"{} {}"),
        ("NaN", b'{"title": NaN}'),
        ("a number no float can hold", b'{"title": 1e999}'),
        ("an integer of 5000 digits", b'{"title": ' + b"9" * 5000 + b"}"),
        ("no UTF-8", b'{"title": "\xff"}'),
        ("UTF-8 of a surrogate", b'{"title": "\xed\xa0\x80"}'),
        ("an escaped lone surrogate", b'{"title": "\\ud800"}'),
        ("a byte order mark", b'\xef\xbb\xbf{"title": "x"}'),
        ("a member twice", b'{"title": "x", "title": "y"}'),
        ("a member twice, deeper", b'{"title": "x", "price": {"amount": "1", "amount": "2"}}'),
        ("deeper than any stack", b'{"title": ' + b"[" * 4000 + b"]" * 4000 + b"}"),
    ],
)
def test_unsound_json_is_refused(tiny: Tiny, token: str, _case: str, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    problem(tiny.send("POST", "/notes", token, data=raw, headers=headers), 400, "MALFORMED_JSON")


@pytest.mark.parametrize(
    ("_case", "title"),
    [("a null character", "a\0b"), ("an integer of 65 bits", 2**64)],
)
def test_what_no_database_could_hold_is_refused(tiny: Tiny, token: str, _case: str, title: object) -> None:
    answer = problem(tiny.send("POST", "/notes", token, json={"title": title}), 400, "MALFORMED_BODY")

    assert faults(answer) == {"/title": "UNSTORABLE"}


def test_a_body_that_announces_too_much_is_refused(tiny: Tiny, token: str) -> None:
    problem(tiny.send("POST", "/notes", token, json={"title": "x" * 20_000}), 413, "BODY_TOO_LARGE")


def test_a_chunked_body_is_counted_while_it_is_read(tiny: Tiny, token: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"title": "'
        for _ in range(20):
            yield b"x" * 1000
        yield b'"}'

    headers = {"Content-Type": "application/json"}

    problem(tiny.send("POST", "/notes", token, data=chunks(), headers=headers), 413, "BODY_TOO_LARGE")


def test_a_small_chunked_body_is_taken(tiny: Tiny, token: str) -> None:
    raw = json.dumps({"title": "in chunks"}).encode()
    headers = {"Content-Type": "application/json"}

    response = tiny.send("POST", "/notes", token, data=iter([raw[:5], raw[5:]]), headers=headers)

    assert response.status_code == 201
    assert response.json()["title"] == "in chunks"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {},
    ],
)
def test_another_media_type_is_415(tiny: Tiny, token: str, headers: dict[str, str]) -> None:
    response = tiny.send("POST", "/notes", token, data=b'{"title": "x"}', headers=headers)

    problem(response, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_a_route_without_a_body_takes_none_or_an_empty_object(tiny: Tiny, token: str, body: bytes) -> None:
    note = tiny.add()

    assert tiny.send("POST", f"/notes/{note['id']}/burn", token, data=body).status_code == 204


def test_a_body_that_is_not_taken_is_refused(tiny: Tiny, token: str) -> None:
    note = tiny.add()

    problem(
        tiny.send("POST", f"/notes/{note['id']}/burn", token, json={"why": "cold"}), 400, "BODY_NOT_TAKEN"
    )


def test_a_form_is_read_where_a_form_is_asked(tiny: Tiny) -> None:
    response = tiny.send("POST", "/oauth/token", data={"grant_type": "x"}, auth=("a%3Ab", "secret"))

    assert response.json() == {"client": "a:b", "grant_type": "x"}


def test_a_form_with_a_field_twice_is_refused(tiny: Tiny) -> None:
    response = tiny.send("POST", "/oauth/token", data=[("grant_type", "x"), ("grant_type", "y")])

    problem(response, 400, "MALFORMED_FORM")
