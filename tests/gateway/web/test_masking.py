"""Errors tell clients a code and a sentence; what is behind them is in the log, under the request's id."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import graphene
import pytest
from flask import Flask
from graphql import GraphQLError

from gateway.settings import Settings
from gateway.web.graphql_view import GraphQLView
from gateway.web.wiring import wire
from tests.gateway.library import schema as library
from tests.gateway.web.asking import Response, ask
from tests.support.behaviours import answers, closes_after, problem, raw, resets_after
from tests.support.stub_service import Behaviour, StubService
from tests.support.wsgi import serving

SECRET = "swordfish"
INNER = re.compile(rf"{SECRET}|127\.0\.0\.1|localhost|https?:|Traceback|File \"|\.py|0x[0-9a-f]{{6}}")
ASKS = {"X-Request-Id": "request-7"}


class Shelf(graphene.ObjectType):  # type: ignore[misc]
    label = graphene.String(required=True)


class Query(graphene.ObjectType):  # type: ignore[misc]
    broken = graphene.String()
    own = graphene.String()
    plain = graphene.String()
    number = graphene.Int()
    shelf = graphene.Field(Shelf)

    def resolve_broken(self, _: Any) -> str:
        raise ConnectionError(f"http://10.0.0.7/{SECRET} refused")

    def resolve_own(self, _: Any) -> str:
        raise GraphQLError("The shelf is closed.", extensions={"code": "SHELF_CLOSED", "until": 9})

    def resolve_plain(self, _: Any) -> str:
        raise GraphQLError("The shelf is closed.")

    def resolve_number(self, _: Any) -> str:
        return "many"

    def resolve_shelf(self, _: Any) -> Shelf:
        return Shelf()


@pytest.fixture(scope="module")
def service() -> Iterator[StubService]:
    with StubService() as stub:
        yield stub


@pytest.fixture(scope="module")
def urls(service: StubService) -> Iterator[dict[str, str]]:
    """Addresses: `plain` a schema with resolvers, `open` the same with MASK_ERRORS=0, `bound` one over the service."""
    environ = {"BOOKS_URL": service.url, "PEOPLE_URL": service.url}
    plain = graphene.Schema(query=Query)
    endpoints = {
        "plain": wire(plain, Settings(), {}).endpoint,
        "open": wire(plain, Settings(mask_errors=False), {}).endpoint,
        "bound": wire(library, Settings(connect_timeout_s=1, max_answer_bytes=5_000), environ).endpoint,
    }
    with ExitStack() as stack:
        found = {}
        for name, endpoint in endpoints.items():
            app = Flask(name)
            app.add_url_rule("/graphql", view_func=GraphQLView.as_view("graphql", endpoint=endpoint))
            found[name] = stack.enter_context(serving(app)) + "/graphql"
        yield found


def asked(url: str, query: str, **more: Any) -> Response:
    return ask(url, {"query": query, **more}, headers=ASKS)


def test_what_nobody_foresaw_is_masked_with_the_id_that_finds_it(
    urls: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    [error] = asked(urls["plain"], "{ broken }").json["errors"]

    assert error["message"] == "The gateway failed to answer this."
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "request-7"}
    [line] = [record for record in caplog.records if getattr(record, "request_id", "") == "request-7"]
    assert vars(line)["path"] == ("broken",)
    assert f"ConnectionError: http://10.0.0.7/{SECRET} refused" in vars(line)["detail"]
    assert "Traceback" in vars(line)["detail"]


def test_a_developer_may_see_what_is_behind_an_error(urls: dict[str, str]) -> None:
    [error] = asked(urls["open"], "{ broken }").json["errors"]

    assert SECRET in error["extensions"]["detail"]
    assert "resolve_broken" in error["extensions"]["detail"]
    assert error["extensions"]["requestId"] == "request-7"


def test_an_error_that_a_resolver_means_for_clients_keeps_its_words_and_its_code(
    urls: dict[str, str],
) -> None:
    [error] = asked(urls["plain"], "{ own }").json["errors"]

    assert error["message"] == "The shelf is closed."
    assert error["extensions"] == {"code": "SHELF_CLOSED", "until": 9}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ plain }", "INTERNAL_SERVER_ERROR"),
        ("{ number }", "INTERNAL_SERVER_ERROR"),
        ("{ shelf { label } }", "INTERNAL_SERVER_ERROR"),
        ("{ missing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ shelf", "GRAPHQL_PARSE_FAILED"),
        ("query A { own } query B { own }", "OPERATION_RESOLUTION_FAILURE"),
        ("query ($n: Int!) { own @skip(if: true) number @include(if: false) __typename }", None),
        ("query ($no: Boolean!) { own @skip(if: $no) }", "BAD_USER_INPUT"),
        ("", "BAD_REQUEST"),
    ],
)
def test_every_error_has_a_code(urls: dict[str, str], query: str, code: str | None) -> None:
    response = asked(urls["plain"], query)

    found = {error["extensions"]["code"] for error in response.json.get("errors", [])}
    assert found == {code or "GRAPHQL_VALIDATION_FAILED"}


TOLD_BY_SERVICES = {
    "500": problem(500, SECRET.upper()),
    "a page": answers(f"<html>{SECRET}".encode(), 500, {"Content-Type": "text/html"}),
    "200 and no JSON": answers(f"<html>{SECRET}".encode()),
    "another shape": answers({"items": [{"id": SECRET}]}),
    "no list": answers({"items": SECRET}),
    "400 without a problem": answers({"error": SECRET}, 400),
    "401": problem(401, SECRET.upper()),
    "403": problem(403, SECRET.upper()),
    "404": problem(404, SECRET.upper()),
    "429": problem(429, SECRET.upper()),
    "504": problem(504, SECRET.upper()),
    "a redirect": answers({}, 302, {"Location": f"http://10.0.0.7/{SECRET}"}),
    "closed": closes_after(),
    "reset": resets_after(b""),
    "no HTTP": raw(f"{SECRET}\r\n\r\n".encode()),
    "too large": answers({"items": [SECRET] * 5_000}),
}


@pytest.mark.parametrize("said", TOLD_BY_SERVICES)
def test_nothing_of_a_services_inside_reaches_a_client(
    urls: dict[str, str], service: StubService, said: str
) -> None:
    behaviour: Behaviour = TOLD_BY_SERVICES[said]
    for path in ("/books", "/people"):
        service.on(path, behaviour)

    response = asked(urls["bound"], "{ books(first: 2) { nodes { title } } people(first: 1) { totalCount } }")

    assert response.codes
    assert INNER.search(response.body.decode(), re.IGNORECASE) is None
