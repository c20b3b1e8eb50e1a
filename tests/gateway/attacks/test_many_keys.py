"""Messages with very many of something."""

import json

from tests.gateway.attacks.conftest import Vault
from tests.gateway.web.asking import ask

SOUND = {"data": {"__typename": "Query"}}
MANY = 30_000


def test_very_many_members_that_nobody_knows_are_passed_over(vault: Vault) -> None:
    body = {f"k{n}": n for n in range(MANY)} | {"query": "{ __typename }"}

    assert ask(vault.url, json.dumps(body)).json == SOUND


def test_very_many_variables_that_nobody_declared_are_passed_over(vault: Vault) -> None:
    variables = {f"k{n}": n for n in range(MANY)}

    assert vault.ask("{ __typename }", variables).json == SOUND


def test_members_that_python_hashes_alike_do_no_harm(vault: Vault) -> None:
    prime = 2**61 - 1  # Whole numbers that differ by it have one hash; texts are salted.
    variables = {str(n * prime): n for n in range(MANY)}

    assert vault.ask("{ __typename }", variables).json == SOUND


def test_very_many_fields_of_a_query_string_are_refused(vault: Vault) -> None:
    url = f"{vault.url}?query=%7B__typename%7D&" + "&".join(f"a{n}=" for n in range(1_000))

    response = ask(url, method="GET", headers={"Content-Type": "application/json"})

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])
