"""The stages of the comparison's nested query on the shop's schema."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from benchmarks import rows
from benchmarks.operations import CONSTANT, NESTED, Operation
from benchmarks.results import Figure
from benchmarks.stages.canned import Canned, shop
from benchmarks.stages.timing import Stopwatch
from gateway.admission import Admission
from gateway.asgi import Door
from gateway.auth.viewer import ANONYMOUS
from gateway.binding.checks import checked_blueprint
from gateway.documents import Documents, TokenLimit
from gateway.execution.assemble import Assembler
from gateway.execution.calls import Reader
from gateway.execution.context import Context
from gateway.execution.decode import NO_PAGE, PageAsked
from gateway.execution.program import Program, make_program
from gateway.execution.results import Results
from gateway.execution.run import Runner
from gateway.execution.steps import ReadAll, ReadRelated
from gateway.pipeline import Pipeline
from gateway.planning.plan import Plan
from gateway.planning.planner import OperationPlanner
from gateway.schema import schema
from gateway.settings import Settings
from gateway.web.messages import Incoming
from gateway.web.wiring import wire

ADDRESSES = {"inventory": "http://127.0.0.1:9", "users": "http://127.0.0.1:9"}
Stage = tuple[str, Figure]


def measured(watch: Stopwatch) -> Iterator[Stage]:
    """Every stage with its CPU time."""
    yield from _documents(watch)
    yield from _answers(watch)
    yield from _door(watch)


def _documents(watch: Stopwatch) -> Iterator[Stage]:
    """What happens once a document."""
    blueprint = checked_blueprint(schema)

    def read() -> Documents[Plan]:
        documents: Documents[Plan] = Documents(blueprint, TokenLimit(), lambda plan: plan)
        documents.get(NESTED.query)
        return documents

    yield "parse and validate (once a document)", watch.sync(read)
    known = read()
    document = known.get(NESTED.query)
    operation = document.operation(None).operation

    def plan() -> Plan:
        return OperationPlanner(blueprint, document.node, operation, lambda made: made).variant({}, ANONYMOUS)

    yield "plan (once a document)", watch.sync(plan)
    made = plan()
    yield "compile the plan (once a document)", watch.sync(lambda: make_program(blueprint, made))
    yield (
        "find document and plan again",
        watch.sync(lambda: known.get(NESTED.query).operation(None).variant({}, ANONYMOUS)),
    )


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A program, what its services answered, and the results that come of it."""

    runner: Runner
    results: Results

    @classmethod
    def of(cls, program: Program) -> "_Fetched":
        [runner] = program.runners
        context = Context({}, ANONYMOUS, "bench", float("inf"))
        return cls(runner, asyncio.run(runner.run(Canned(shop), context, {})))

    @property
    def readers(self) -> tuple[Reader, Reader]:
        [(_, page)], [(_, users)] = self.runner.waves
        assert isinstance(page, ReadAll)
        assert isinstance(users, ReadRelated)
        return page.reader, users.reader


def _answers(watch: Stopwatch) -> Iterator[Stage]:
    """What happens once a request, from the services' bytes to ours."""
    documents = Documents(
        blueprint := checked_blueprint(schema), TokenLimit(), lambda plan: make_program(blueprint, plan)
    )
    fetched = _Fetched.of(documents.get(NESTED.query).operation(None).variant({}, ANONYMOUS))
    items, users = (msgspec.json.encode(one) for one in _bodies())
    page, people = fetched.readers
    keys = [user["id"] for user in json.loads(users)["items"]]
    yield "decode and check 100 items", watch.sync(lambda: page.decoder.decode(items, (), PageAsked(100)))
    yield "decode and check 10 users", watch.sync(lambda: people.decoder.decode(users, keys, NO_PAGE))
    results, write = fetched.results, fetched.runner.write
    assert write is not None
    yield (
        "assemble, compiled",
        watch.sync(lambda: write(results.indexes, results.resolved, results.computed, results.subject)),
    )
    shape = fetched.runner.stage.shape
    yield (
        "assemble, walked (where something is at fault)",
        watch.sync(lambda: Assembler(results).write(shape)),
    )
    data = {"data": write(results.indexes, results.resolved, results.computed, results.subject)}
    yield "encode the answer", watch.sync(lambda: msgspec.json.encode(data))


def _bodies() -> tuple[object, object]:
    return rows.page(rows.ITEMS), {"items": rows.USERS}


def _door(watch: Stopwatch) -> Iterator[Stage]:
    """Whole requests, without sockets."""
    settings = Settings(share_calls=False, share_operations=False)
    gateway = wire(schema, settings, {}, ADDRESSES)
    pipeline = Pipeline(Admission(checked_blueprint(schema)), Canned(shop), None)
    door = Door(schema, replace(gateway, endpoint=replace(gateway.endpoint, pipeline=pipeline)), settings)
    asked = Incoming("POST", {"content-type": "application/json"}, "", _body(CONSTANT), "127.0.0.1")
    with _silenced():
        yield (
            "protocol, identity, limits, metrics and log: the constant",
            watch.coroutine(lambda: gateway.endpoint.answer(asked)),
        )
        yield "protocol and door: the constant", watch.coroutine(_request(door, CONSTANT))
        yield "everything but sockets: the nested query", watch.coroutine(_request(door, NESTED))


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    """The request lines are written, and nobody reads them."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield
        sys.stdout.flush()


def _body(operation: Operation) -> bytes:
    return json.dumps({"query": operation.query}).encode()


def _request(door: Door, operation: Operation) -> Callable[[], Awaitable[None]]:
    body = _body(operation)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(_message: Any) -> None:
        pass

    return lambda: door(scope, receive, send)
