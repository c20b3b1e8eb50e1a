"""The stand-in's door: GraphQL over HTTP, on a thread of the test's own process."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from graphql import GraphQLResolveInfo, build_schema, graphql_sync
from werkzeug import Request, Response
from werkzeug.serving import make_server

from tests.support.processes import REPOSITORY

from .reading import READING
from .world import World
from .writing import WRITING

SCHEMA = REPOSITORY / "schema.graphql"


@dataclass
class Asked:
    """A request that came: the operation's name, its variables, the headers."""

    operation: str
    variables: dict[str, Any]
    headers: dict[str, str]


@dataclass
class StandInGateway:
    """Serves `world` on a free port while it is entered; `asked` is everything that came."""

    world: World = field(default_factory=World)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._schema = build_schema(SCHEMA.read_text(encoding="utf-8"))
        self._one_at_a_time = threading.Lock()
        self._server = make_server("127.0.0.1", 0, Request.application(self._answer), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def begin_anew(self) -> World:
        """Forget everything, for the next test."""
        self.world, self.asked = World(), []
        return self.world

    def operations(self) -> list[str]:
        """Names of the operations that came, in order."""
        return [asked.operation for asked in self.asked]

    def _answer(self, request: Request) -> Response:
        sent = json.loads(request.get_data())
        operation = sent["query"].split("(")[0].split("{")[0].split()[1]
        self.asked.append(Asked(operation, sent["variables"], dict(request.headers)))
        time.sleep(self.world.answers_after_s)
        if self.world.drips:
            return Response(_drops(), 200, content_type="application/graphql-response+json")
        if self.world.is_rate_limited:
            return _json({"errors": [_error("REQUEST_RATE_LIMITED")]}, 429, {"Retry-After": "7"})
        with self._one_at_a_time:
            result = graphql_sync(
                self._schema,
                sent["query"],
                variable_values=sent["variables"],
                context_value={"world": self.world, "token": _token(request)},
                field_resolver=_resolve,
            )
        if operation in self.world.loses_answers_to:
            return _json({"data": None, "errors": [_error("OUTCOME_UNKNOWN")]}, 200)
        return _json(dict(result.formatted), 200 if result.data is not None else 400)


def _resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    name = info.field_name
    if info.parent_type.name == "Mutation":
        return WRITING[name](source, info, **arguments)
    resolver = READING.get(info.parent_type.name, {}).get(name)
    return resolver(source, info, **arguments) if resolver else source.get(name)


def _drops() -> Iterator[bytes]:
    """An answer that is always about to be complete."""
    for _ in range(100):
        yield b" "
        time.sleep(0.1)


def _token(request: Request) -> str | None:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or None


def _error(code: str) -> dict[str, Any]:
    return {"message": "Refused.", "extensions": {"code": code}}


def _json(body: dict[str, Any], status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, content_type="application/graphql-response+json")
