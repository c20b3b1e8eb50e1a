"""The library's gateway with limits of a test's own, asked by HTTP messages; the services behind note what reaches them."""

import asyncio
from collections.abc import Coroutine, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from gateway.settings import Settings
from gateway.web.messages import Incoming, Outgoing
from gateway.web.wiring import wire
from tests.gateway.library import schema
from tests.support.collection import keeps
from tests.support.stub_service import StubService
from tests.support.winding_up import wind_up

PEOPLE = [{"id": "per_1", "name": "Ada"}]
BOOKS = [{"id": f"bok_{n}", "title": f"Title {n}", "author_id": "per_1"} for n in range(3)]

T = TypeVar("T")


class Reply:
    """An answer, looked at as GraphQL."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.status = outgoing.status
        self.headers = outgoing.headers
        self.json: Any = msgspec.json.decode(outgoing.body)

    @property
    def code(self) -> str | None:
        """The code of its first error, if there is any."""
        errors = self.json.get("errors")
        return errors[0]["extensions"]["code"] if errors else None

    @property
    def message(self) -> str:
        message: str = self.json["errors"][0]["message"]
        return message


class Desk:
    """Ask it; `calls` reached a service."""

    def __init__(self, settings: Settings, schema: Any = schema) -> None:
        self._service = StubService()
        self._runner = asyncio.Runner()
        environ = {"BOOKS_URL": self._service.url, "PEOPLE_URL": self._service.url}
        self.gateway = wire(schema, settings, environ)

    def __enter__(self) -> Self:
        self._service.start()
        self._service.on("/books", keeps(BOOKS))
        self._service.on("/people", keeps(PEOPLE))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wind_up(self._runner, self.gateway.close)
        self._service.stop()

    @property
    def calls(self) -> list[str]:
        return [call.target for call in self._service.calls]

    def forget_calls(self) -> None:
        self._service.calls.clear()

    def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        peer: str = "198.51.100.1",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        return self.post({"query": query, "variables": variables or {}}, peer=peer, headers=headers)

    def post(
        self, body: Any, *, peer: str = "198.51.100.1", headers: Mapping[str, str] | None = None
    ) -> Reply:
        return self.run(self.posted(body, peer=peer, headers=headers))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What a coroutine gives that may ask several things at once."""
        return self._runner.run(coroutine)

    async def posted(
        self, body: Any, *, peer: str = "198.51.100.1", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """As `post`, from a coroutine."""
        given = {"content-type": "application/json", **(headers or {})}
        incoming = Incoming("POST", given, "", msgspec.json.encode(body), peer)
        return Reply(await self.gateway.endpoint.answer(incoming))

    def metrics(self) -> str:
        return self.gateway.endpoint.metrics.exposition().decode()
