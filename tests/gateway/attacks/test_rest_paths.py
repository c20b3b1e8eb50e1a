"""Ids and texts that would lead a call to another path, or add a parameter to it."""

from urllib.parse import unquote

import pytest

from tests.gateway.attacks.conftest import Vault
from tests.support.behaviours import answers

BREAKOUTS = [
    "../secrets",
    "..",
    ".",
    "..%2fsecrets",
    "%2e%2e",
    "b1/../../secrets",
    "/secrets",
    "//elsewhere.example",
    "http://elsewhere.example/",
    "..\\secrets",
    "b1?admin=1",
    "b1&id=b2",
    "b1#x",
    "b1;v=1",
    "b1\x00",
    "b1\r\nGET /secrets HTTP/1.1",
    "b1 HTTP/1.1",
    "@elsewhere.example",
    "；／．．",
    "*",
]


@pytest.mark.parametrize("text", BREAKOUTS)
def test_the_key_of_a_read_is_one_value_of_one_parameter(vault: Vault, text: str) -> None:
    vault.ask("query ($id: ID!) { box(id: $id) { name } }", {"id": text})
    vault.ask("query ($n: String!) { boxNamed(name: $n) { id } }", {"n": text})
    vault.ask("query ($s: String) { boxes(first: 1, search: $s) { nodes { id } } }", {"s": text})

    by_id, by_name, searched = vault.service.calls
    assert (by_id.path, by_id.query) == ("/boxes", [("id", text)])
    assert (by_name.path, by_name.query) == ("/boxes", [("name", text)])
    assert (searched.path, sorted(searched.query)) == ("/boxes", [("first", "1"), ("search", text)])


@pytest.mark.parametrize("text", BREAKOUTS)
def test_what_stands_in_a_path_stays_in_its_segment(vault: Vault, text: str) -> None:
    vault.label(boxId=text)
    vault.label(label=text)

    for call in vault.service.calls:
        first, box, labels, label = call.target[1:].split("/")
        assert (first, labels) == ("boxes", "labels")
        assert text in (unquote(box), unquote(label))
        assert not {box, label} & {"", ".", ".."}


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_what_no_encoding_keeps_in_its_segment_is_refused(vault: Vault, text: str) -> None:
    assert vault.label(label=text).codes == ["BAD_USER_INPUT"]
    assert vault.targets == []


@pytest.mark.parametrize("text", ["..", "", "../secrets", "s1?admin=1"])
def test_a_key_that_a_service_gave_is_trusted_no_more(vault: Vault, text: str) -> None:
    vault.service.on("/boxes", answers({"items": [{"id": "b1", "seal_id": text}]}))

    vault.ask('{ box(id: "b1") { seal { name } } }')

    for target in vault.targets[1:]:
        assert target.startswith("/seals/")
        assert target.removeprefix("/seals/") not in ("", ".", "..")
        assert "/" not in target.removeprefix("/seals/")
        assert "?" not in target
