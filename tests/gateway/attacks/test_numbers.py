"""Numbers that are none, or too many digits for one."""

import pytest

from tests.gateway.attacks.conftest import Vault
from tests.gateway.web.asking import ask

LABEL = (
    b'{"query": "mutation ($i: LabelInput!) { label(input: $i) { ok userErrors { code } } }", '
    b'"variables": {"i": {"boxId": "b1", "label": "red", "%b": %b}}}'
)
NO_NUMBERS = [
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e999",
    b"-1e999",
    b"0x10",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"1_000",
]
TOO_LARGE = [b"2147483648", b"9" * 30, b"9" * 5_000, b"1.5", b"1e300", b"true", b'"1"']


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize("member", [b"weight", b"parts"])
def test_what_is_no_number_of_json_is_refused(vault: Vault, member: bytes, number: bytes) -> None:
    response = ask(vault.url, LABEL % (member, number))

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])
    assert vault.targets == []


@pytest.mark.parametrize("number", TOO_LARGE)
def test_what_is_no_int_is_refused_as_one(vault: Vault, number: bytes) -> None:
    response = ask(vault.url, LABEL % (b"parts", number))

    assert set(response.codes) <= {"BAD_USER_INPUT", "BAD_REQUEST"}
    assert vault.targets == []


@pytest.mark.parametrize("literal", ["9" * 30, "9" * 5_000, "1e999", "-1e999", "1.5", "NaN", "Infinity"])
@pytest.mark.parametrize("member", ["parts", "weight"])
def test_a_number_of_a_document_is_one_that_json_can_say(vault: Vault, member: str, literal: str) -> None:
    query = f'mutation {{ label(input: {{boxId: "b1", label: "red", {member}: {literal}}}) {{ ok }} }}'

    response = vault.ask(query)

    assert response.status < 500
    for call in vault.service.calls:  # Large, and yet a number.
        assert isinstance(call.json["weight"], int | float)
        assert call.body.find(b"null") == -1


@pytest.mark.parametrize("first", ["0", "-1", "2147483647", "2147483648", "1e2", "9" * 400])
def test_the_size_of_a_page_has_its_bounds(vault: Vault, first: str) -> None:
    response = vault.ask(f"{{ boxes(first: {first}) {{ nodes {{ id }} }} }}")

    assert response.json["errors"]
    assert vault.targets == []
