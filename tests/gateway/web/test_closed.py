"""What is closed unless a setting opens it, and what every answer carries."""

import pytest

from tests.gateway.web.asking import ask

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Content-Type": None}


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Item") { name } }',
        "{ ...A } fragment A on Query { x: __schema { queryType { name } } }",
        "query A { version } query B { __schema { description } }",
    ],
)
def test_the_schema_is_not_shown(strict: str, query: str) -> None:
    response = ask(strict, {"query": query, "operationName": "A" if "query A" in query else None})

    assert set(response.codes) == {"GRAPHQL_VALIDATION_FAILED"}
    assert "data" not in response.json


def test_the_name_of_a_type_is_told_all_the_same(strict: str) -> None:
    assert ask(strict, {"query": "{ __typename }"}).json == {"data": {"__typename": "Query"}}


GUESSES = [
    {"query": "{ itemz { totalCount } }"},
    {"query": "{ items(frist: 1) { totalCount } }"},
    {"query": "{ items }"},
    {"query": "{ items(orderBy: NAMES) { totalCount } }"},
    {"query": "query ($o: ItemOrdr) { items(orderBy: $o) { totalCount } }"},
    {"query": "query ($o: ItemOrder) { items(orderBy: $o) { totalCount } }", "variables": {"o": "NAMES"}},
    {
        "query": "mutation ($i: LogInInput!) { logIn(input: $i) { session { accessToken } } }",
        "variables": {"i": {"nam": "a", "password": "b"}},
    },
]


@pytest.mark.parametrize("guess", GUESSES)
def test_errors_do_not_give_names_away(strict: str, guess: dict[str, object]) -> None:
    assert "Did you mean" not in ask(strict, guess).body.decode()


@pytest.mark.parametrize("guess", [GUESSES[0], GUESSES[6]])
def test_developers_are_told_what_they_may_have_meant(graphql: str, guess: dict[str, object]) -> None:
    assert "Did you mean" in ask(graphql, guess).body.decode()


def test_there_is_no_graphiql(strict: str) -> None:
    assert b"<html" not in ask(strict, method="GET", headers=BROWSER).body


@pytest.mark.parametrize("path", ["/graphql", "/graphql?query=%7B", "/", "/livez", "/metrics", "/nothing"])
def test_every_answer_and_page_is_hardened(production: str, path: str) -> None:
    headers = ask(f"{production}{path}", method="GET", headers={"Content-Type": None}).headers

    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_only_graphiql_may_style_as_it_runs(door: str) -> None:
    pages = {
        path: ask(f"{door}{path}", method="GET", headers=BROWSER).headers["content-security-policy"]
        for path in ("/graphql", "/", "/nothing")
    }

    assert [path for path, policy in pages.items() if "unsafe" in policy] == ["/graphql"]
    assert "script-src 'self';" in pages["/graphql"]
