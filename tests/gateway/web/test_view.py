"""GraphQLView in somebody's own Flask app, with a schema that knows nothing of the gateway."""

from collections.abc import Iterator
from typing import Any

import graphene
import pytest
from flask import Flask

from gateway.web.graphql_view import GraphQLView
from tests.gateway.web.asking import ask
from tests.support.wsgi import serving


class Shelf(graphene.ObjectType):  # type: ignore[misc]
    name = graphene.String(required=True)
    size = graphene.Int()

    def resolve_size(self, _: Any) -> int:
        return 3


class Query(graphene.ObjectType):  # type: ignore[misc]
    hello = graphene.String(name=graphene.String(default_value="world"))
    shelves = graphene.List(Shelf)
    agent = graphene.String()

    def resolve_hello(self, _: Any, name: str) -> str:
        return f"Hello {name}"

    def resolve_shelves(self, _: Any) -> list[Shelf]:
        return [Shelf(name="left"), Shelf(name="right")]

    async def resolve_agent(self, info: graphene.ResolveInfo) -> str:
        return str(info.context.headers["user-agent"])


class Rename(graphene.Mutation):  # type: ignore[misc]
    class Arguments:
        name = graphene.String(required=True)

    shelf = graphene.Field(Shelf)

    def mutate(self, _: Any, name: str) -> "Rename":
        return Rename(shelf=Shelf(name=name))


class Mutation(graphene.ObjectType):  # type: ignore[misc]
    rename = Rename.Field()


@pytest.fixture(scope="module")
def own_app() -> Iterator[str]:
    """The address of an app that says what Flask-GraphQL's users said."""
    app = Flask(__name__)
    schema = graphene.Schema(query=Query, mutation=Mutation)
    app.add_url_rule("/graphql", view_func=GraphQLView.as_view("graphql", schema=schema, graphiql=True))
    app.add_url_rule("/", view_func=lambda: "At home")
    with serving(app) as url:
        yield url


def test_a_plain_schema_is_answered(own_app: str) -> None:
    response = ask(f"{own_app}/graphql", {"query": '{ hello(name: "Ada") shelves { name size } }'})
    assert response.json == {
        "data": {
            "hello": "Hello Ada",
            "shelves": [{"name": "left", "size": 3}, {"name": "right", "size": 3}],
        }
    }


def test_resolvers_see_the_request(own_app: str) -> None:
    response = ask(f"{own_app}/graphql", {"query": "{ agent }"}, headers={"User-Agent": "test-1"})
    assert response.json == {"data": {"agent": "test-1"}}


def test_a_plain_mutation_is_done(own_app: str) -> None:
    response = ask(f"{own_app}/graphql", {"query": 'mutation { rename(name: "top") { shelf { name } } }'})
    assert response.json == {"data": {"rename": {"shelf": {"name": "top"}}}}


def test_a_browser_gets_a_page_that_asks_this_address(own_app: str) -> None:
    response = ask(f"{own_app}/graphql", method="GET", headers={"Accept": "text/html"})
    assert response.media_type.startswith("text/html")
    assert b"/graphql" in response.body
    assert b"GraphiQL" in response.body
    assert response.headers["x-content-type-options"] == "nosniff"


def test_graphiql_may_ask_for_the_schema_that_it_shows(own_app: str) -> None:
    response = ask(f"{own_app}/graphql", {"query": "{ __schema { queryType { name } } }"})
    assert response.json == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


def test_the_apps_own_pages_stay_its_own(own_app: str) -> None:
    assert ask(f"{own_app}/", method="GET").body == b"At home"


def test_a_view_keeps_the_limits_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is too large is let through while its limit is tried, but not one of ten times the size."""
    monkeypatch.setenv("MAX_BODY_BYTES", "200")
    monkeypatch.setenv("MAX_BODY_BYTES_WARN_ONLY", "1")
    app = Flask(__name__)
    view = GraphQLView.as_view("graphql", schema=graphene.Schema(query=Query))
    app.add_url_rule("/graphql", view_func=view)

    def status(size: int) -> int:
        return app.test_client().post("/graphql", json={"query": "{ hello }", "pad": "x" * size}).status_code

    assert [status(300), status(3_000)] == [200, 413]


def test_a_view_needs_a_schema() -> None:
    with pytest.raises(TypeError, match="needs a schema"):
        GraphQLView()
