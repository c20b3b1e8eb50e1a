"""What a request says: read strictly, refused with a sentence and a code."""

from urllib.parse import quote

import pytest

from tests.gateway.web.asking import GRAPHQL, JSON, ask
from tests.gateway.web.conftest import MAX_BODY_BYTES

PADDED = b'{"query": "{ version }", "extensions": {"pad": "%s"}}'


def padded(size: int) -> bytes:
    return PADDED % (b"a" * (size - len(PADDED) + 2))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"5",
        b'"{ version }"',
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 5}',
        b'{"query": {"a": 1}}',
        b'{"query": "{ version }", "variables": []}',
        b'{"query": "{ version }", "variables": "{}"}',
        b'{"query": "{ version }", "operationName": 5}',
        b'{"query": "{ version }", "extensions": []}',
        b'{"query": "{ version }"} {}',
        b'{"query": "{ version }", "variables": {"a": NaN}}',
        b'{"query": "{ vers\xffion }"}',
        b"\xff\xfe{",
        b"[" * 15_000,
        b'{"variables": {"a":' * 900,
    ],
)
def test_a_body_that_is_no_request_is_refused(graphql: str, body: bytes) -> None:
    response = ask(graphql, body, headers={"Accept": GRAPHQL})
    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("body", [b'[{"query": "{ version }"}]', b" []"])
def test_a_batch_is_refused(graphql: str, body: bytes) -> None:
    response = ask(graphql, body)
    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])
    assert "Batches" in response.json["errors"][0]["message"]


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "variables={}",
        "query=",
        "query=%FF",
        f"query={quote('{ version }')}&variables=[]",
        f"query={quote('{ version }')}&variables=nope",
        "query=a&" + "&".join(f"x{n}=1" for n in range(30)),
    ],
)
def test_a_query_string_that_is_no_request_is_refused(graphql: str, query_string: str) -> None:
    response = ask(f"{graphql}?{query_string}", method="GET")
    assert (response.status, response.codes) == (400, ["BAD_REQUEST"])


def test_other_members_of_a_request_are_passed_over(graphql: str) -> None:
    body = {
        "query": "{ version }",
        "id": "x",
        "extensions": {"a": 1},
        "variables": None,
        "operationName": None,
    }
    assert ask(graphql, body).status == 200


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ version", "GRAPHQL_PARSE_FAILED"),
        ("{ version } }", "GRAPHQL_PARSE_FAILED"),
        ("{" * 5000, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ items }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment A on Query { version }", "GRAPHQL_VALIDATION_FAILED"),
        ("type A { b: Int }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "version " * 16_000 + "}", None),
    ],
)
def test_a_document_that_cannot_be_executed_is_refused(graphql: str, query: str, code: str | None) -> None:
    response = ask(graphql, {"query": query}, headers={"Accept": GRAPHQL})
    if code is None:
        assert (response.status, response.codes) == (413, ["BODY_TOO_LARGE"])
        return
    assert (response.status, set(response.codes)) == (400, {code})
    assert "data" not in response.json


def test_the_older_media_type_answers_such_a_document_with_200(graphql: str) -> None:
    response = ask(graphql, {"query": "{ nothing }"}, headers={"Accept": JSON})
    assert (response.status, response.codes) == (200, ["GRAPHQL_VALIDATION_FAILED"])


def test_an_error_of_a_document_says_where(graphql: str) -> None:
    error = ask(graphql, {"query": "{\n  nothing }"}).json["errors"][0]
    assert error["locations"] == [{"line": 2, "column": 3}]


TWO = "query A { version } query B { __typename }"


@pytest.mark.parametrize("name", [None, "C", ""])
def test_which_of_several_operations_must_be_said(graphql: str, name: str | None) -> None:
    body = {"query": TWO, "operationName": name}
    response = ask(graphql, body, headers={"Accept": GRAPHQL})
    assert (response.status, response.codes) == (400, ["OPERATION_RESOLUTION_FAILURE"])


def test_the_operation_that_is_named_is_executed(graphql: str) -> None:
    response = ask(graphql, {"query": TWO, "operationName": "B"})
    assert response.json == {"data": {"__typename": "Query"}}


NEEDS = "query ($first: Int!, $order: ItemOrder) { items(first: $first, orderBy: $order) { totalCount } }"


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"first": None},
        {"first": "5"},
        {"first": 2**31},
        {"first": 1.5},
        {"first": True},
        {"first": [1]},
        {"first": 1, "order": "CHEAP"},
        {"first": 1, "order": 1},
    ],
)
def test_variables_that_do_not_fit_are_refused(graphql: str, variables: dict[str, object]) -> None:
    response = ask(graphql, {"query": NEEDS, "variables": variables}, headers={"Accept": GRAPHQL})
    assert (response.status, response.codes) == (400, ["BAD_USER_INPUT"])
    assert "data" not in response.json


def test_a_body_at_the_limit_is_taken(graphql: str) -> None:
    assert ask(graphql, padded(MAX_BODY_BYTES)).status == 200


def test_a_body_over_the_limit_is_refused(graphql: str) -> None:
    response = ask(graphql, padded(MAX_BODY_BYTES + 1))
    assert (response.status, response.codes) == (413, ["BODY_TOO_LARGE"])


def in_chunks(body: bytes) -> list[bytes]:
    return [body[i : i + 4096] for i in range(0, len(body), 4096)]


def test_a_chunked_body_is_taken(graphql: str) -> None:
    assert ask(graphql, in_chunks(padded(MAX_BODY_BYTES))).status == 200


def test_a_chunked_body_over_the_limit_is_refused(graphql: str) -> None:
    response = ask(graphql, in_chunks(padded(MAX_BODY_BYTES + 1)))
    assert (response.status, response.codes) == (413, ["BODY_TOO_LARGE"])


@pytest.mark.parametrize("given", ["abc-1.2_3", "a" * 128])
def test_a_request_keeps_the_id_that_it_came_with(graphql: str, given: str) -> None:
    for body in ({"query": "{ version }"}, b"nope", padded(MAX_BODY_BYTES + 1)):
        assert ask(graphql, body, headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a b", "a" * 129, "a;b", "é"])
def test_a_request_without_a_sound_id_is_given_one(graphql: str, given: str) -> None:
    ids = {
        ask(graphql, {"query": "{ version }"}, headers={"X-Request-Id": given}).headers["x-request-id"]
        for _ in range(2)
    }
    assert len(ids) == 2
    assert given not in ids


def test_answers_are_not_kept_nor_guessed_at(graphql: str) -> None:
    headers = ask(graphql, {"query": "{ version }"}).headers
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_an_answer_says_nothing_of_the_server(graphql: str) -> None:
    response = ask(graphql, {"query": "{ items { totalCount } }"})
    assert response.json["data"] == {"items": None}
    assert "127.0.0.1" not in response.body.decode()
