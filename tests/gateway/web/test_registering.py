"""Automatic persisted queries: clients register documents by their hash, as Apollo's and urql's do."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from gateway.documents import registered
from gateway.documents.registered import Registered
from tests.gateway.web.asking import GRAPHQL, JSON, Response, ask


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def extension(text: str, **changes: Any) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text), **changes}}


def by_post(
    url: str, text: str, *, accept: str = GRAPHQL, query: str | None = None, **changes: Any
) -> Response:
    body = {"extensions": extension(text, **changes), **({"query": query} if query else {})}
    return ask(url, body, headers={"Accept": accept})


def by_get(url: str, text: str, **more: str) -> Response:
    parameters = urlencode({"extensions": json.dumps(extension(text)), **more})
    return ask(f"{url}?{parameters}", method="GET")


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_an_unknown_hash_is_told_as_clients_know_it_and_kept_by_no_cache(graphql: str, accept: str) -> None:
    response = by_post(graphql, "{ nobody: version }", accept=accept)

    assert (response.status, response.headers["cache-control"]) == (200, "no-store")
    assert response.json == {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
    }


def test_what_is_registered_by_post_is_answered_by_its_hash(graphql: str) -> None:
    text = "query Posted { posted: __typename }"

    first = by_post(graphql, text, query=text)
    again, got = by_post(graphql, text), by_get(graphql, text)

    assert first.json == again.json == got.json == {"data": {"posted": "Query"}}


def test_a_hash_may_be_written_in_capitals(graphql: str) -> None:
    text = "{ capitals: __typename }"

    response = by_post(graphql, text, query=text, sha256Hash=hash_of(text).upper())

    assert response.json == by_post(graphql, text).json == {"data": {"capitals": "Query"}}


def test_what_is_registered_by_get_is_answered_by_its_hash(graphql: str) -> None:
    text = "{ gotten: __typename }"
    assert by_get(graphql, text).codes == ["PERSISTED_QUERY_NOT_FOUND"]

    first = by_get(graphql, text, query=text)

    assert first.json == by_get(graphql, text).json == {"data": {"gotten": "Query"}}


def test_variables_and_operation_name_go_with_a_hash(graphql: str) -> None:
    text = "query A { __typename } query B($no: Boolean!) { b: __typename @skip(if: $no) }"
    by_post(graphql, text, query=text)

    got = by_get(graphql, text, operationName="B", variables='{"no": true}')

    assert got.json == {"data": {}}


def test_a_mutation_is_not_done_by_its_hash_and_get(graphql: str) -> None:
    text = 'mutation { logOut(input: {refreshToken: "x"}) { ok } }'

    assert by_get(graphql, text, query=text).status == 405


def test_another_texts_hash_is_refused_and_nothing_is_registered(graphql: str) -> None:
    response = by_post(graphql, "{ one: __typename }", query="{ other: __typename }")

    assert (response.status, response.codes) == (400, ["PERSISTED_QUERY_HASH_MISMATCH"])
    for text in ("{ one: __typename }", "{ other: __typename }"):
        assert by_post(graphql, text).codes == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.parametrize("text", ["{ unparsable", "{ invalidField }"])
def test_what_cannot_be_executed_is_not_registered(graphql: str, text: str) -> None:
    assert by_post(graphql, text, query=text).status == 400
    assert by_post(graphql, text).codes == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.parametrize(
    "changes", [{"version": 2}, {"version": None}, {"version": "1"}, {"sha256Hash": None}, {"sha256Hash": 5}]
)
def test_an_extension_that_is_none_is_refused(graphql: str, changes: dict[str, Any]) -> None:
    response = by_post(graphql, "{ __typename }", query="{ __typename }", **changes)

    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])


def test_what_was_not_asked_for_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registered, "MAX_TEXTS", 2)
    known = Registered()
    for name in ("a", "b"):
        known.put(name, f"text {name}")
    known.get("a")
    known.put("c", "text c")

    assert [known.get(name) for name in ("a", "b", "c")] == ["text a", None, "text c"]


def test_texts_are_bounded_by_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registered, "MAX_CHARACTERS", 10)
    known = Registered()
    for name in ("a", "a", "b"):
        known.put(name, name * 6)

    assert [known.get(name) for name in ("a", "b")] == [None, "bbbbbb"]
