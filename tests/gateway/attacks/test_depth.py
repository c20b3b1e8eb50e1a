"""What is nested deeper than a reader can follow."""

from urllib.parse import quote

import pytest

from tests.gateway.attacks.conftest import Vault
from tests.gateway.web.asking import ask

DEEP = 100_000
DEEP_DOCUMENTS = {
    "selections": "{ box " * 5_000,
    "lists": "{ anyOf(lists: " + "[" * 5_000 + "]" * 5_000 + ") }",
    "objects": "{ anyOf(lists: " + "{a:" * 4_000 + "1" + "}" * 4_000 + ") }",
    "types": "query ($a: " + "[" * 6_000 + "Int" + "]" * 6_000 + ") { anyOf }",
    "inline fragments": "{" + "... on Query {" * 3_000 + "__typename" + "}" * 3_001,
    "directives": "{ __typename " + "@skip(if: [" * 1_000 + "}",
}


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"variables":{"a":', b'[{"a":'])
def test_a_deep_body_is_refused(vault: Vault, opening: bytes) -> None:
    response = ask(vault.url, opening * DEEP if len(opening) < 9 else opening + b"[" * DEEP)

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])
    assert vault.is_well()


@pytest.mark.parametrize("depth", [500, 3_000])
def test_deep_variables_are_answered_one_way_or_another(vault: Vault, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    query = '"query ($l: [[Int]]) { anyOf(lists: $l) }"'

    response = ask(vault.url, f'{{"query": {query}, "variables": {{"l": {nested}}}}}')

    assert response.status < 500
    assert response.json["errors"]
    assert vault.is_well()


def test_deep_variables_of_a_query_string_are_refused(vault: Vault) -> None:
    url = f"{vault.url}?query=%7B__typename%7D&variables={quote('[' * 5_000)}"

    response = ask(url, method="GET", headers={"Content-Type": "application/json"})

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("kind", DEEP_DOCUMENTS)
def test_a_deep_document_is_refused(vault: Vault, kind: str) -> None:
    response = vault.ask(DEEP_DOCUMENTS[kind])

    assert response.status < 500
    assert {code.partition("_")[0] for code in response.codes} <= {"GRAPHQL", "MAX"}
    assert vault.is_well()
