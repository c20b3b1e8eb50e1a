"""Errors: problem details with a stable code, whatever goes wrong."""

import json
from collections.abc import Iterator

import pytest

from inventory_service.rest.ids import mint
from tests.contract.asking import Ask, Asked, refused
from tests.contract.subjects import Subject
from tests.support.waiting import eventually


def test_an_unknown_path_is_404(service: Asked) -> None:
    for path in ("/nowhere", "/users/x/y/z", "/%00", "/items;x=1/a", "/.well-known/"):
        refused(service.get(path), 404, "NOT_FOUND")


def test_another_method_is_405_and_told_what_is_allowed(service: Asked, subject: Subject) -> None:
    for method in ("DELETE", "PUT", "OPTIONS", "TRACE", "BREW"):
        response = service.send(method, subject.reading)

        refused(response, 405, "METHOD_NOT_ALLOWED")
        assert "GET" in response.headers["Allow"]


def test_a_chunked_body_over_the_limit_is_413(service: Asked, subject: Subject) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"name": "'
        for _ in range(40):
            yield b"x" * 65_536
        yield b'"}'

    response = service.send(
        "POST", subject.writing, data=chunks(), headers={"Content-Type": "application/json"}
    )

    refused(response, 413, "BODY_TOO_LARGE")


def test_a_long_body_is_413(service: Asked, subject: Subject) -> None:
    refused(service.send("POST", subject.writing, json={"name": "x" * 1_100_000}), 413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""]
)
def test_another_media_type_is_415(service: Asked, subject: Subject, media_type: str) -> None:
    response = service.send("POST", subject.writing, data=b"{}", headers={"Content-Type": media_type})

    refused(response, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"name": NaN}', b'{"name": "\xff"}', b'{"a": 1, "a": 2}', b"[" * 100_000]
)
def test_unsound_json_is_400(service: Asked, subject: Subject, raw: bytes) -> None:
    response = service.send("POST", subject.writing, data=raw, headers={"Content-Type": "application/json"})

    refused(response, 400, "MALFORMED_JSON")


@pytest.mark.parametrize("body", [{}, [], None, 5, {"nonsense": 1}])
def test_a_body_of_another_shape_is_400_and_says_where(
    service: Asked, subject: Subject, body: object
) -> None:
    response = service.send(
        "POST", subject.writing, data=json.dumps(body), headers={"Content-Type": "application/json"}
    )

    assert refused(response, 400, "MALFORMED_BODY")["errors"]


def test_an_unknown_member_is_named(service: Asked, subject: Subject) -> None:
    answer = refused(service.send("POST", subject.writing, json={"colour": "red"}), 400, "MALFORMED_BODY")

    assert {"pointer": "/colour", "code": "UNKNOWN_MEMBER"}.items() <= _by_pointer(answer)["/colour"].items()


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", "", "Bearer a, Bearer b"]
)
def test_a_token_that_is_there_must_be_good(service: Asked, subject: Subject, value: str) -> None:
    response = service.get(subject.reading, headers={"Authorization": value})

    refused(response, 401, "UNAUTHENTICATED")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_whose_signature_was_changed_is_refused(service: Asked, subject: Subject) -> None:
    head, _, signature = service.token.rpartition(".")
    response = service.get(subject.reading, headers={"Authorization": f"Bearer {head}.{signature[::-1]}"})

    refused(response, 401, "UNAUTHENTICATED")


def test_no_time_left_is_504(service: Asked, subject: Subject) -> None:
    refused(service.get(subject.reading, headers={"X-Deadline-Ms": "0"}), 504, "DEADLINE_EXCEEDED")
    assert service.get(subject.reading, headers={"X-Deadline-Ms": "10000"}).status_code == 200


def test_a_key_may_be_used_for_one_request_only(ask_inventory: Asked, ask: Ask) -> None:
    held = ask("user_service").journal_kinds()["reservation.held"]
    item = ask_inventory.found("/items", first=1)["items"][0]["id"]
    key = {"Idempotency-Key": mint("key")}

    first, again, other = (
        ask_inventory.send("POST", f"/items/{item}/reservations", json={"quantity": quantity}, headers=key)
        for quantity in (1, 1, 2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    refused(other, 422, "IDEMPOTENCY_KEY_REUSED")
    eventually(lambda: ask("user_service").journal_kinds()["reservation.held"] > held)
    assert ask("user_service").journal_kinds()["reservation.held"] == held + 1


def test_a_call_that_demands_a_key_says_so(ask_inventory: Asked) -> None:
    item = ask_inventory.found("/items", first=1)["items"][0]["id"]

    response = ask_inventory.send("POST", f"/items/{item}/reservations", json={"quantity": 1})

    refused(response, 400, "IDEMPOTENCY_KEY_REQUIRED")


def _by_pointer(answer: dict[str, object]) -> dict[str, dict[str, str]]:
    errors = answer["errors"]
    assert isinstance(errors, list)
    return {error["pointer"]: error for error in errors}
