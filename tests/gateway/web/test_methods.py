"""Which methods and contents GraphQL is asked by."""

from urllib.parse import quote

import pytest

from tests.gateway.web.asking import GRAPHQL, ask

VERSION = {"query": "{ version }"}
ASKED = {"GraphQL-Require-Preflight": "1"}


def test_a_query_is_answered_by_post(graphql: str) -> None:
    response = ask(graphql, VERSION)
    assert (response.status, list(response.json), list(response.json["data"])) == (200, ["data"], ["version"])


def test_a_query_is_answered_by_get(graphql: str) -> None:
    response = ask(f"{graphql}?query={quote('{ version }')}", method="GET")
    assert (response.status, list(response.json["data"])) == (200, ["version"])


def test_a_get_takes_variables_and_an_operation_name(graphql: str) -> None:
    query = quote("query A { version } query B($v: Boolean!) { version @skip(if: $v) }")
    response = ask(
        f'{graphql}?query={query}&operationName=B&variables={quote(chr(123))}"v":true}}', method="GET"
    )
    assert response.json == {"data": {}}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"])
def test_another_method_is_refused_and_told_which_are_not(graphql: str, method: str) -> None:
    response = ask(graphql, method=method)
    assert (response.status, response.headers["allow"]) == (405, "GET, POST")
    if method != "HEAD":
        assert response.codes == ["METHOD_NOT_ALLOWED"]


def test_a_mutation_by_get_is_refused_and_told_to_use_post(graphql: str) -> None:
    mutation = quote('mutation { logOut(input: {refreshToken: "a"}) { ok } }')
    response = ask(f"{graphql}?query={mutation}", method="GET")
    assert (response.status, response.headers["allow"]) == (405, "POST")
    assert response.codes == ["METHOD_NOT_ALLOWED"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/xml",
        "application/graphql",
        "application/json; charset=latin-1",
        "application/jsonx",
        "json",
        None,
    ],
)
def test_another_content_is_refused(graphql: str, content_type: str | None) -> None:
    response = ask(graphql, VERSION, headers={"Content-Type": content_type})
    assert (response.status, response.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip"])
def test_a_compressed_content_is_refused(graphql: str, coding: str) -> None:
    response = ask(graphql, VERSION, headers={"Content-Encoding": coding})
    assert (response.status, response.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON",
        "application/json;x=y",
    ],
)
def test_json_in_utf_8_is_taken_however_it_is_said(graphql: str, content_type: str) -> None:
    assert ask(graphql, VERSION, headers={"Content-Type": content_type}).status == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
)
def test_what_a_foreign_page_can_send_unasked_is_refused(graphql: str, content_type: str) -> None:
    response = ask(graphql, VERSION, headers={"Content-Type": content_type})
    assert (response.status, response.codes) == (400, ["CSRF_ERROR"])
    assert "GraphQL-Require-Preflight" in response.json["errors"][0]["message"]


@pytest.mark.parametrize(
    "name", ["GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"]
)
def test_a_header_that_a_foreign_page_cannot_send_unasked_lets_a_get_pass(graphql: str, name: str) -> None:
    url = f"{graphql}?query={quote('{ version }')}"
    assert ask(url, method="GET", headers={"Content-Type": None, name: "1"}).status == 200


def test_text_stays_refused_with_such_a_header(graphql: str) -> None:
    response = ask(graphql, VERSION, headers={"Content-Type": "text/plain", **ASKED})
    assert response.status == 415


def test_no_origin_is_allowed_to_read_answers(graphql: str) -> None:
    response = ask(graphql, VERSION, headers={"Origin": "http://elsewhere.example"})
    assert not any(name.startswith("access-control-") for name in response.headers)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, application/json", GRAPHQL),
        (f"application/json, {GRAPHQL}", GRAPHQL),
        (f"application/json, {GRAPHQL};q=0.5", "application/json"),
        (f"application/json;q=0.5, {GRAPHQL};q=0.9", GRAPHQL),
        (f"application/json;q=0.9, {GRAPHQL};q=0.5", "application/json"),
        (f"{GRAPHQL};q=0, */*", "application/json"),
        ("application/json;q=0, */*", GRAPHQL),
        (f"text/html, {GRAPHQL};q=0.1", GRAPHQL),
        ("APPLICATION/JSON", "application/json"),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
    ],
)
def test_the_answer_has_the_type_that_is_liked_best(
    graphql: str, accept: str | None, media_type: str
) -> None:
    response = ask(graphql, VERSION, headers={"Accept": accept})
    assert (response.status, response.media_type) == (200, f"{media_type}; charset=utf-8")


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/json;q=0", "image/*", f"*/*;q=0, {GRAPHQL};q=0"]
)
def test_a_caller_who_accepts_neither_type_is_refused(graphql: str, accept: str) -> None:
    response = ask(graphql, VERSION, headers={"Accept": accept})
    assert (response.status, response.codes) == (406, ["NOT_ACCEPTABLE"])


def test_several_accept_headers_count_as_one(graphql: str) -> None:
    also = [("Accept", "text/html"), ("Accept", GRAPHQL)]
    assert ask(graphql, VERSION, also=also).media_type == f"{GRAPHQL}; charset=utf-8"
