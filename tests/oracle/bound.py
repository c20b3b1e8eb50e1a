"""The same operation over a stock by the gateway and by graphql-core over checked rows."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import graphql
import msgspec
from graphql import DocumentNode, ExecutionResult, GraphQLError, parse

from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.binding.blueprint import Blueprint
from gateway.binding.checks import checked_blueprint
from gateway.documents import Documents
from gateway.errors import GatewayError
from gateway.execution.assemble import Assembler
from gateway.execution.compiled import Unsound
from gateway.execution.context import Context
from gateway.execution.program import Outcome, Program, make_program
from gateway.execution.resolvers import Resolvers
from gateway.execution.results import Results
from gateway.planning.planner import OperationPlanner
from tests.oracle.checked_rows import Oracle
from tests.oracle.operations import DEPTH, Draft, written
from tests.oracle.shops import Services, Shop, Stock, a_shop

VIEWERS = (ANONYMOUS, Viewer("x1", frozenset(), "issuer"), Viewer("x1", frozenset({"secrets"}), "issuer"))
VARIABLES = {"yes": True, "no": False}
ANSWERED_WITHIN_S = 30.0


@dataclass(frozen=True)
class Answer:
    """Data as JSON, and how many errors of each path and code."""

    data: Any
    errors: Counter[tuple[tuple[str | int, ...], str]]


def an_operation(dice: Random, shop: Shop) -> str:
    calls = {f"the{name}": f'(id: "{name.lower()}{dice.randrange(3)}")' for name in "XY"}
    calls |= {f"{kind}{name}": dice.choice(("", "(first: 2)")) for kind in ("all", "many") for name in "XY"}
    draft = Draft(dice, shop.types, calls=calls, echoes=False)
    return written(draft, "query", draft.selections("Query", DEPTH))


@dataclass(frozen=True)
class World:
    """A shop as the gateway has it, and as graphql-core does."""

    shop: Shop
    blueprint: Blueprint
    oracle: Oracle


def a_world(dice: Random) -> World:
    shop = a_shop(dice)
    return World(shop, checked_blueprint(shop.schema), Oracle(shop))


@dataclass(frozen=True)
class Asked:
    """An operation, as the gateway and as graphql-core read it."""

    world: World
    text: str

    @cached_property
    def planner(self) -> OperationPlanner[Program]:
        """
        Raises:
            DocumentRefused: the operation is not valid.
        """
        blueprint = self.world.blueprint
        documents = Documents(blueprint, 10_000, lambda plan: make_program(blueprint, plan))
        return documents.get(self.text).operation(None)

    @cached_property
    def document(self) -> DocumentNode:
        return parse(self.text)


@dataclass(frozen=True)
class BoundCase:
    """An operation over a stock; `viewer` may see some fields or not."""

    asked: Asked
    stock: Stock
    viewer: Viewer

    def __repr__(self) -> str:
        schema = graphql.print_schema(self.asked.world.blueprint.schema)
        return f"{schema}\n{self.stock}\n{self.asked.text}\n{self.viewer} {sorted(self.viewer.scopes)}"

    @property
    def program(self) -> Program:
        return self.asked.planner.variant(VARIABLES, self.viewer)

    def ours(self, runner: asyncio.Runner) -> Answer:
        return ours_of(runner.run(self._outcome()))

    async def _outcome(self) -> Outcome:
        return await self.program.run(
            Services(self.stock), self._context(), VARIABLES, self._resolvers(self._context())
        )

    def _resolvers(self, context: Context) -> Resolvers:
        return Resolvers(self.asked.world.blueprint, self.asked.planner, VARIABLES, context)

    def theirs(self) -> Answer:
        oracle = self.asked.world.oracle
        oracle.stock, oracle.viewer = self.stock, self.viewer
        result = graphql.execute(oracle.schema, self.asked.document)
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
        services, context = Services(self.stock), self._context()
        results = await stage.run(services, context, VARIABLES)
        await self._resolvers(context).compute(stage.stage, stage.stage.hosted, results, services)
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
    return original.code if isinstance(original, GatewayError) else GatewayError.code
