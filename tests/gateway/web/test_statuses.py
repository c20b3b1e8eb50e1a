"""The status of an answer, by what came and which media type is wanted, in both readings of GraphQL over HTTP."""

from typing import Any

import pytest

from tests.gateway.web.asking import GRAPHQL, JSON, ask
from tests.gateway.web.conftest import MAX_HEADERS

TWO = "query A { version } query B { __typename }"
FAILED = {"query": "{ items { totalCount } }"}  # No service answers here.

#: What came, its code, and the status: audit and draft with the newer media type, audit and draft with the older.
CASES: dict[str, tuple[Any, str | None, tuple[int, int, int, int]]] = {
    "a sound query": ({"query": "{ version }"}, None, (200, 200, 200, 200)),
    "no JSON": (b"{", "BAD_REQUEST", (400, 400, 400, 400)),
    "bad UTF-8": (b'{"query": "\xff"}', "BAD_REQUEST", (400, 400, 400, 400)),
    "a byte order mark": (b'\xef\xbb\xbf{"query": "{ version }"}', "BAD_REQUEST", (400, 400, 400, 400)),
    "no object": (b"5", "BAD_REQUEST", (400, 422, 400, 422)),
    "no query": (b"{}", "BAD_REQUEST", (400, 422, 400, 422)),
    "a query that is null": ({"query": None}, "BAD_REQUEST", (400, 422, 400, 422)),
    "a query that is a number": ({"query": 1}, "BAD_REQUEST", (400, 422, 400, 422)),
    "variables that are a list": (
        {"query": "{ version }", "variables": []},
        "BAD_REQUEST",
        (400, 422, 400, 422),
    ),
    "extensions that are text": (
        {"query": "{ version }", "extensions": "{}"},
        "BAD_REQUEST",
        (400, 422, 400, 422),
    ),
    "a syntax error": ({"query": "{"}, "GRAPHQL_PARSE_FAILED", (400, 400, 200, 200)),
    "a field that is not there": (
        {"query": "{ nothing }"},
        "GRAPHQL_VALIDATION_FAILED",
        (400, 422, 200, 200),
    ),
    "a subscription, which the schema does not have": (
        {"query": "subscription { version }"},
        "GRAPHQL_VALIDATION_FAILED",
        (400, 422, 200, 200),
    ),
    "an operation that is not there": (
        {"query": TWO, "operationName": "C"},
        "OPERATION_RESOLUTION_FAILURE",
        (400, 422, 200, 200),
    ),
    "a variable that does not fit": (
        {"query": "query ($n: Int!) { items(first: $n) { totalCount } }", "variables": {"n": "1"}},
        "BAD_USER_INPUT",
        (400, 422, 200, 200),
    ),
    "an error in a field": (FAILED, "DOWNSTREAM_SERVICE_ERROR", (200, 294, 200, 200)),
}


def status_and_code(url: str, body: Any, accept: str) -> tuple[int, str | None]:
    response = ask(url, body, headers={"Accept": accept})
    assert response.media_type == f"{accept}; charset=utf-8"
    errors = response.json.get("errors", [])
    return response.status, errors[0]["extensions"]["code"] if errors else None


@pytest.mark.parametrize("case", CASES)
def test_by_the_audit_suite(graphql: str, case: str) -> None:
    body, code, (newer, _, older, _) = CASES[case]

    assert status_and_code(graphql, body, GRAPHQL) == (newer, code)
    assert status_and_code(graphql, body, JSON) == (older, code)


@pytest.mark.parametrize("case", CASES)
def test_by_the_current_draft(strict: str, case: str) -> None:
    body, code, (_, newer, _, older) = CASES[case]

    assert status_and_code(strict, body, GRAPHQL) == (newer, code)
    assert status_and_code(strict, body, JSON) == (older, code)


def test_of_a_member_that_is_there_twice_the_last_counts(graphql: str) -> None:
    response = ask(graphql, b'{"query": "{ nothing }", "query": "{ __typename }"}')

    assert response.json == {"data": {"__typename": "Query"}}


def test_an_address_that_is_too_long_is_refused(graphql: str) -> None:
    response = ask(f"{graphql}?query=%7Bversion%7D&operationName={'a' * 17_000}", method="GET")

    assert (response.status, response.codes) == (414, ["URL_TOO_LONG"])


def test_too_many_headers_are_refused(graphql: str) -> None:
    also = [(f"X-{n}", "1") for n in range(MAX_HEADERS + 1)]

    response = ask(graphql, {"query": "{ version }"}, also=also)

    assert (response.status, response.codes) == (431, ["HEADERS_TOO_LARGE"])


def test_headers_that_are_too_large_are_refused(graphql: str) -> None:
    response = ask(graphql, {"query": "{ version }"}, headers={"X-Large": "a" * 33_000})

    assert (response.status, response.codes) == (431, ["HEADERS_TOO_LARGE"])
    assert response.headers["x-request-id"]
