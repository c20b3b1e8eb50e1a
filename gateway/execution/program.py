"""A plan made ready to run: decoders and key collectors built once, used by every request."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from gateway.binding.blueprint import Blueprint
from gateway.execution.assemble import Assembler
from gateway.execution.compiled import Unsound
from gateway.execution.context import Context
from gateway.execution.port import Upstream
from gateway.execution.recording import Recording
from gateway.execution.resolvers import Resolvers
from gateway.execution.results import Located, Results
from gateway.execution.run import Runner, make_runner
from gateway.planning.plan import Plan


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """`data` and the errors of an operation that was executed."""

    data: dict[str, Any] | None
    errors: list[Located]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A plan and the runners of its stages.

    `constant`: the answer, where it depends on nothing. `shareable`: whether identical requests in flight may share one run.
    """

    plan: Plan
    runners: tuple[Runner, ...]
    constant: bytes | None
    shareable: bool

    async def run(
        self, upstream: Upstream, context: Context, variables: Mapping[str, Any], resolvers: Resolvers
    ) -> Outcome:
        """Stage after stage; a root field that may not be null and is ends it."""
        recording = Recording(upstream, context)
        outcome = Outcome({}, [])
        for runner in self.runners:
            results = await _results(runner, recording, context, variables, resolvers)
            part = _assembled(runner, results)
            outcome.errors.extend(part.errors)
            if part.data is None or outcome.data is None:
                return Outcome(None, outcome.errors)
            outcome.data.update(part.data)
        return outcome


async def _results(
    runner: Runner,
    upstream: Upstream,
    context: Context,
    variables: Mapping[str, Any],
    resolvers: Resolvers,
) -> Results:
    if not runner.resolved:
        results = await runner.run(upstream, context, variables)
    else:
        answers: Any
        results, answers = await asyncio.gather(
            runner.run(upstream, context, variables),
            asyncio.gather(
                *(resolvers.resolve(field, runner.stage.hosted, upstream) for field in runner.resolved)
            ),
        )
        results.resolved = {f.slot.key: answer for f, answer in zip(runner.resolved, answers, strict=True)}
    if runner.stage.computed:
        await resolvers.compute(runner.stage, runner.stage.hosted, results, upstream)
    return results


def _assembled(runner: Runner, results: Results) -> Outcome:
    """Written by the compiled function where all is sound, else by the one that finds out what is not."""
    if results.sound and runner.write is not None:
        try:
            return Outcome(
                runner.write(results.indexes, results.resolved, results.computed, results.subject), []
            )
        except Unsound:
            pass
    assembler = Assembler(results)
    return Outcome(assembler.write(runner.stage.shape), assembler.errors)


def make_program(blueprint: Blueprint, plan: Plan) -> Program:
    runners = tuple(make_runner(blueprint, stage) for stage in plan.stages)
    plain = any(runner.resolved or runner.stage.computed for runner in runners)
    shareable = plan.operation == "query" and not plain
    return Program(plan, runners, _constant(runners), shareable)


def _constant(runners: tuple[Runner, ...]) -> bytes | None:
    if any(runner.resolved or runner.stage.fetches or runner.write is None for runner in runners):
        return None
    data = {key: value for runner in runners for key, value in _assembled(runner, Results(None)).data.items()}  # type: ignore[union-attr]
    return msgspec.json.encode({"data": data})
