"""Which requests of browsers are executed, and which pages may read the answers."""

import pytest

from tests.gateway.web.asking import ask
from tests.gateway.web.conftest import TRUSTED

QUERY = "?query=%7B__typename%7D"
BARE: dict[str, str | None] = {"Content-Type": None}
FOREIGN = "https://elsewhere.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "cross-site", "Origin": TRUSTED},
        {"Origin": TRUSTED},
        {"X-Apollo-Operation-Name": "A"},
        {"Content-Type": "application/json"},
    ],
)
def test_a_get_that_no_foreign_page_can_have_caused_is_answered(strict: str, headers: dict[str, str]) -> None:
    response = ask(strict + QUERY, method="GET", headers={**BARE, **headers})

    assert (response.status, response.json) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-site", "Origin": "https://a.shop.example"},
        {"Sec-Fetch-Mode": "cors", "Origin": FOREIGN},
        {"Sec-Fetch-Mode": "cors", "Origin": "null"},
        {"Sec-Fetch-Mode": "no-cors"},
        {"Content-Type": "text/plain", "Sec-Fetch-Mode": "cors"},
        {"Content-Type": "text/plain", "Sec-Fetch-Site": "same-origin"},
        {"GraphQL-Require-Preflight": ""},
    ],
)
def test_a_get_that_a_foreign_page_may_have_caused_is_refused(strict: str, headers: dict[str, str]) -> None:
    response = ask(strict + QUERY, method="GET", headers={**BARE, **headers})

    assert (response.status, response.codes) == (400, ["CSRF_ERROR"])
    assert "Apollo-Require-Preflight" in response.json["errors"][0]["message"]


def test_a_get_with_another_content_is_refused_though_no_page_can_have_sent_it(strict: str) -> None:
    response = ask(strict + QUERY, method="GET", headers={"Content-Type": "application/xml"})

    assert response.status == 415


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/plain, application/json", "multipart/form-data"]
)
def test_no_word_of_the_client_lets_such_a_content_pass_by_post(strict: str, content_type: str) -> None:
    headers = {"Content-Type": content_type, "Origin": TRUSTED, "Sec-Fetch-Site": "same-origin"}

    assert ask(strict, {"query": "{ __typename }"}, headers=headers).status in (400, 415)


def preflight(url: str, origin: str) -> dict[str, str]:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Content-Type": None}
    response = ask(url, method="OPTIONS", headers=asked)
    return {"status": str(response.status), **response.headers}


def test_the_page_of_a_trusted_origin_may_ask(strict: str) -> None:
    told = preflight(strict, TRUSTED)

    assert (told["status"], told["access-control-allow-origin"]) == ("204", TRUSTED)
    assert told["x-request-id"]
    assert told["access-control-max-age"] == "7200"
    assert {"Authorization", "Content-Type"} <= set(told["access-control-allow-headers"].split(", "))
    assert "access-control-allow-credentials" not in told
    assert told["vary"] == "Origin"


@pytest.mark.parametrize("origin", [FOREIGN, "null", "*", f"{TRUSTED}.evil.example", "http://shop.example"])
def test_the_page_of_another_origin_may_not(strict: str, origin: str) -> None:
    told = preflight(strict, origin)

    assert told["status"] == "405"
    assert "access-control-allow-origin" not in told


@pytest.mark.parametrize("body", ["{}", '{"query": "{ __typename }"}'])
def test_a_trusted_page_may_read_answers_and_refusals(strict: str, body: str) -> None:
    headers = ask(strict, body, headers={"Origin": TRUSTED}).headers

    assert (headers["access-control-allow-origin"], headers["vary"]) == (TRUSTED, "Origin")
    assert {"Retry-After", "X-Request-Id"} <= set(headers["access-control-expose-headers"].split(", "))


def test_another_page_may_read_nothing_and_caches_know(strict: str) -> None:
    headers = ask(strict, {"query": "{ __typename }"}, headers={"Origin": FOREIGN}).headers

    assert headers["vary"] == "Origin"
    assert not any(name.startswith("access-control-") for name in headers)
