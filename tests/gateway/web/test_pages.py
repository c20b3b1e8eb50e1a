"""What browsers and probes get."""

import pytest

from tests.gateway.web.asking import ask

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Content-Type": None}


def test_a_browser_gets_graphiql(graphql: str) -> None:
    response = ask(graphql, method="GET", headers=BROWSER)
    assert response.media_type.startswith("text/html")
    assert b"GraphiQL" in response.body


def test_the_page_may_load_nothing_from_elsewhere(graphql: str) -> None:
    policy = ask(graphql, method="GET", headers=BROWSER).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "http" not in policy


def test_the_page_has_no_inline_script(graphql: str) -> None:
    page = ask(graphql, method="GET", headers=BROWSER).body.decode()
    assert "<script>" not in page
    assert "//" not in page.replace("<!-- ", "").split("<body")[-1].replace("http://www.w3.org", "")


def test_a_browser_gets_graphiql_for_a_link_that_asks_something(graphql: str) -> None:
    response = ask(f"{graphql}?query=%7Bversion%7D", method="GET", headers=BROWSER)
    assert response.media_type.startswith("text/html")


@pytest.mark.parametrize(
    "accept", ["application/json, text/html;q=0.5", "text/html, application/json", "text/html, */*"]
)
def test_a_client_that_likes_an_answer_as_well_gets_one(graphql: str, accept: str) -> None:
    headers = {"Accept": accept, "Content-Type": "application/json"}
    response = ask(f"{graphql}?query=%7Bversion%7D", method="GET", headers=headers)
    assert response.media_type.startswith("application/json")


def test_the_home_page_leads_to_graphiql(door: str) -> None:
    response = ask(f"{door}/", method="GET")
    assert (response.status, response.headers["location"]) == (302, "/graphql")


def test_probes_answer_without_any_service(door: str) -> None:
    for probe in ("/livez", "/readyz"):
        response = ask(f"{door}{probe}", method="GET", headers={"Content-Type": None})
        assert (response.status, response.json["status"]) == (200, "ok")


def test_another_path_is_not_found(door: str) -> None:
    for path in (
        "/graphql/",
        "/nothing",
        "/static/graphiql/../../../app.py",
        "/static/graphiql/%2e%2e/app.py",
    ):
        assert ask(f"{door}{path}", method="GET").status == 404
