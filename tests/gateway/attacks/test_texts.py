"""Texts that are none: bad UTF-8, halves of surrogate pairs, null bytes."""

import pytest

from tests.gateway.attacks.conftest import Vault
from tests.gateway.web.asking import ask

SEARCH = b'{"query": "query ($s: String) { boxes(first: 1, search: $s) { nodes { id } } }", "variables": {"s": "%b"}}'
NO_TEXTS = [
    b"\xff",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"\\ud800",
    b"\\udc00\\ud800",
    b"\\u12",
    b"\x00",
    b"\n",
]


@pytest.mark.parametrize("text", NO_TEXTS)
def test_a_text_that_is_none_is_refused_in_a_body(vault: Vault, text: bytes) -> None:
    response = ask(vault.url, SEARCH % text)

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])
    assert vault.targets == []


@pytest.mark.parametrize("text", ["%FF", "%C0%AF", "%ED%A0%80", "%F5%80%80%80"])
def test_a_text_that_is_none_is_refused_in_a_query_string(vault: Vault, text: str) -> None:
    url = f"{vault.url}?query=%7Bbox(id:%22{text}%22)%7Bid%7D%7D"

    response = ask(url, method="GET", headers={"Content-Type": None, "Apollo-Require-Preflight": "1"})

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("text", [r"\ud800", r"\udfff", r"\u{d800}", r"\u{110000}", r"\x41"])
def test_a_text_that_is_none_is_refused_in_a_document(vault: Vault, text: str) -> None:
    response = vault.ask(f'{{ boxes(first: 1, search: "{text}") {{ nodes {{ id }} }} }}')

    assert response.codes == ["GRAPHQL_PARSE_FAILED"]
    assert vault.targets == []


@pytest.mark.parametrize("text", ["a\x00b", "\x00", "\ufeff", "\U0010ffff", "\u202eevil", "a\r\n\tb"])
def test_an_odd_text_arrives_as_it_is(vault: Vault, text: str) -> None:
    response = vault.ask("query ($s: String) { boxes(first: 1, search: $s) { nodes { id } } }", {"s": text})

    assert response.status == 200
    assert vault.service.calls[0].values("search") == [text]


@pytest.mark.parametrize("text", ["\x00", "\x07", "\x7f"])
def test_a_control_character_of_a_document_arrives_as_it_is(vault: Vault, text: str) -> None:
    vault.ask(f'{{ boxes(first: 1, search: "{text}") {{ nodes {{ id }} }} }}')

    assert vault.service.calls[0].values("search") == [text]
