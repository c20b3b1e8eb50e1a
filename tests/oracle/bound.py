"""The same operation over a stock by the gateway and by graphql-core over checked rows."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import graphene
import graphql
import msgspec
from graphql import ExecutionResult, GraphQLError
from graphql.execution.values import get_variable_values

from gateway.auth.viewer import Viewer
from gateway.binding.checks import checked_blueprint
from gateway.documents import Documents, TokenLimit
from gateway.documents.store import Document
from gateway.errors import BadInput, GatewayError
from gateway.execution.assemble import Assembler
from gateway.execution.compiled import Unsound
from gateway.execution.context import Context
from gateway.execution.program import Outcome, Program, make_program
from gateway.execution.resolvers import Resolvers
from gateway.execution.results import Results
from gateway.planning.planner import OperationPlanner
from tests.oracle.checked_rows import Oracle
from tests.oracle.dialects import Services
from tests.oracle.stock import Stock

ANSWERED_WITHIN_S = 30.0


@dataclass(frozen=True)
class Answer:
    """Data as JSON, and how many errors of each path and code."""

    data: Any
    errors: Counter[tuple[tuple[str | int, ...], str]]

    def told(self) -> Counter[tuple[tuple[str | int, ...], str]]:
        """The errors. Below a resolver fields fail side by side; of an object that is null for it any number is told, and
        which is a matter of time."""
        lost = {path: self._null_above(path) for path, _ in self.errors if "given" in str(path[0])}
        told = Counter({error: n for error, n in self.errors.items() if lost.get(error[0]) is None})
        return told + Counter({(above, "LOST") for above in lost.values() if above is not None})

    def agrees(self, theirs: "Answer") -> bool:
        return bool(self.data == theirs.data) and self.told() == theirs.told()

    def _null_above(self, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
        """Where the data ends on the way to an error's place, unless there."""
        data = self.data
        for depth, step in enumerate(path):
            if data is None:
                return path[:depth]
            data = data[step]
        return None


class World:
    """A bound schema as the gateway has it, and as graphql-core does."""

    def __init__(self, schema: graphene.Schema) -> None:
        self.blueprint = checked_blueprint(schema)
        self.oracle = Oracle(self.blueprint)


@dataclass(frozen=True)
class Asked:
    """A document, as the gateway and as graphql-core read it, and which operation of it; `None`: the only one."""

    world: World
    text: str
    name: str | None = None

    @cached_property
    def document(self) -> Document[Program]:
        """
        Raises:
            DocumentRefused: it is not valid.
        """
        blueprint = self.world.blueprint
        return Documents(blueprint, TokenLimit(), lambda plan: make_program(blueprint, plan)).get(self.text)

    @property
    def planner(self) -> OperationPlanner[Program]:
        return self.document.operation(self.name)

    def coerced(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The variables of the operation as its schema reads them."""
        definitions = list(self.planner.operation.variable_definitions)
        values = get_variable_values(self.world.blueprint.schema, definitions, dict(variables))
        assert isinstance(values, dict), values
        return values


@dataclass(frozen=True)
class BoundCase:
    """An operation over a stock; `viewer` may see some fields or not."""

    asked: Asked
    stock: Stock
    viewer: Viewer
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        schema = graphql.print_schema(self.asked.world.blueprint.schema)
        asked = f"{self.asked.text}\n{self.asked.name} {dict(self.variables)}"
        return f"{schema}\n{self.stock}\n{asked}\n{self.viewer} {sorted(self.viewer.scopes)}"

    @cached_property
    def coerced(self) -> dict[str, Any]:
        return self.asked.coerced(self.variables)

    @property
    def program(self) -> Program:
        return self.asked.planner.variant(self.coerced, self.viewer)

    @property
    def upstream(self) -> Services:
        return Services(self.asked.world.blueprint, self.stock)

    def ours(self, runner: asyncio.Runner) -> Answer:
        return ours_of(runner.run(self._outcome()))

    async def _outcome(self) -> Outcome:
        context = self._context()
        return await self.program.run(self.upstream, context, self.coerced, self._resolvers(context))

    def _resolvers(self, context: Context) -> Resolvers:
        return Resolvers(self.asked.world.blueprint, self.asked.planner, self.coerced, context)

    def theirs(self) -> Answer:
        oracle = self.asked.world.oracle
        oracle.begin(self.stock, self.viewer)
        result = graphql.execute(
            oracle.schema,
            self.asked.document.node,
            variable_values=dict(self.variables),
            operation_name=self.asked.name,
        )
        assert isinstance(result, ExecutionResult)
        return theirs_of(result)

    def both_ways(self, runner: asyncio.Runner) -> tuple[bytes | None, bytes | None]:
        """The answer by the compiled function and by the walk; `None` where there is an error, or no such function."""
        results = runner.run(self._results())
        [stage] = self.program.runners
        if not results.sound or stage.write is None:
            return None, None
        walk = Assembler(results)
        walked = walk.write(stage.stage.shape)
        try:
            compiled = msgspec.json.encode(
                stage.write(results.indexes, results.resolved, results.computed, results.subject)
            )
        except Unsound:
            compiled = None
        return compiled, None if walk.errors else msgspec.json.encode(walked)

    async def _results(self) -> Results:
        [stage] = self.program.runners
        upstream, context = self.upstream, self._context()
        results = await stage.run(upstream, context, self.coerced)
        await self._resolvers(context).compute(stage.stage, stage.stage.hosted, results, upstream)
        return results

    def _context(self) -> Context:
        expires_at = asyncio.get_running_loop().time() + ANSWERED_WITHIN_S
        return Context({}, self.viewer, "request-1", expires_at)


def ours_of(outcome: Outcome) -> Answer:
    errors = Counter((e.path, str(e.error.code)) for e in outcome.errors)
    return Answer(msgspec.json.decode(msgspec.json.encode(outcome.data)), errors)


def theirs_of(result: ExecutionResult) -> Answer:
    errors = Counter((tuple(e.path or ()), code_of(e)) for e in result.errors or ())
    return Answer(msgspec.json.decode(msgspec.json.encode(result.data)), errors)


def code_of(error: GraphQLError) -> str:
    original = error.original_error
    if isinstance(original, GatewayError):
        return original.code
    null_given = error.message.startswith("Argument ")  # a variable is null where its argument may not be
    return BadInput.code if null_given else GatewayError.code
