"""The library's gateway over two stub services, asked without HTTP in front."""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from gateway.admission import GraphQLRequest
from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.execution.context import Context
from gateway.settings import Settings
from gateway.web.wiring import wire
from tests.gateway.library import schema
from tests.support.stub_service import StubService
from tests.support.winding_up import wind_up

ANSWERED_WITHIN_S = 3.0
#: What one answer does is looked at here, so that none is asked for twice and none is held against the next test.
SETTINGS = Settings(upstream_timeout_s=1.0, upstream_retries=0, upstream_breaker=False, introspection=True)

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """`data`, `errors` and `extensions` of an answer."""

    data: Any
    errors: list[dict[str, Any]]
    extensions: dict[str, Any]

    @property
    def codes(self) -> dict[str, str]:
        """The errors' paths, written `books.nodes.0.title`, and what code each has."""
        return {
            ".".join(map(str, error.get("path", ()))): error["extensions"]["code"] for error in self.errors
        }


def viewer(subject: str = "per_1", *scopes: str) -> Viewer:
    """Somebody who is signed in."""
    return Viewer(subject, frozenset(scopes), "issuer", f"token-of-{subject}")


class ReadingRoom:
    """Ask it; `books` and `people` are the services behind."""

    def __init__(self, settings: Settings = SETTINGS, schema: Any = schema) -> None:
        self.books = StubService()
        self.people = StubService()
        self._runner = asyncio.Runner()
        environ = {"BOOKS_URL": self.books.url, "PEOPLE_URL": self.people.url}
        self._gateway = wire(schema, settings, environ)

    def __enter__(self) -> Self:
        self.books.start()
        self.people.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wind_up(self._runner, self._gateway.close)
        self.books.stop()
        self.people.stop()

    @property
    def calls(self) -> list[str]:
        """What both services were asked, `GET /books?id=a`: books first."""
        return [f"{call.method} {call.target}" for call in (*self.books.calls, *self.people.calls)]

    def forget_calls(self) -> None:
        """Forget the calls so far."""
        self.books.calls.clear()
        self.people.calls.clear()

    def forget(self) -> None:
        """Forget the calls so far and what the services do."""
        self.books.forget()
        self.people.forget()

    def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        by: Viewer = ANONYMOUS,
        within_s: float = ANSWERED_WITHIN_S,
        headers: Mapping[str, str] | None = None,
        wants_plan: bool = False,
    ) -> Answer:
        """The answer to an operation."""
        return self.run(
            self.asked(query, variables, by=by, within_s=within_s, headers=headers, wants_plan=wants_plan)
        )

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What a coroutine gives that may ask several things at once."""
        return self._runner.run(coroutine)

    async def asked(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        by: Viewer = ANONYMOUS,
        within_s: float = ANSWERED_WITHIN_S,
        headers: Mapping[str, str] | None = None,
        wants_plan: bool = False,
    ) -> Answer:
        """As `ask`, from a coroutine."""
        expires_at = asyncio.get_running_loop().time() + within_s
        context = Context(headers or {}, by, "request-1", expires_at)
        request = GraphQLRequest(query, None, variables or {}, wants_plan=wants_plan)
        body = json.loads(await self._gateway.endpoint.pipeline.answer(request, context))
        return Answer(body["data"], body.get("errors", []), body.get("extensions", {}))
