"""A plan made ready to run: decoders and key collectors built once, used by every request."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from gateway.binding.blueprint import Blueprint
from gateway.execution.assemble import Assembler
from gateway.execution.compiled import Unsound
from gateway.execution.context import Context
from gateway.execution.port import Upstream
from gateway.execution.recording import Counted
from gateway.execution.resolvers import Resolvers
from gateway.execution.results import Located, Results
from gateway.execution.run import Runner, make_runner
from gateway.execution.signing import Become, Turn, signed_in
from gateway.planning.denials import denials
from gateway.planning.plan import Plan


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """`data` and the errors of an operation that was executed."""

    data: dict[str, Any] | None
    errors: list[Located]


class Program(msgspec.Struct, frozen=True, eq=False):
    """A plan and the runners of its stages.

    `constant`: the answer, where it depends on nothing. `resolves`: resolvers are called. `signs_in`: somebody may be signed in.
    `shareable`: whether identical requests in flight may share one run. `denied`: paths of the fields that the viewer may not
    select.
    """

    plan: Plan
    runners: tuple[Runner, ...]
    constant: bytes | None
    resolves: bool
    signs_in: bool
    shareable: bool
    denied: tuple[str, ...]

    async def run(
        self,
        upstream: Upstream,
        context: Context,
        variables: Mapping[str, Any],
        resolvers: Resolvers | None = None,
        become: Become | None = None,
    ) -> Outcome:
        """Stage after stage; a root field that may not be null and is ends it.

        `resolvers` are there where the program `resolves`. Without `become` nobody is signed in on the way.
        """
        counted = Counted(upstream, context.calls)
        outcome = Outcome({}, [])
        for number, runner in enumerate(self.runners):
            turn: Turn = (runner, counted, context)
            if runner.signing is not None and become is not None:
                turn = await signed_in(turn, number, variables, become)
            if resolvers is None:
                results = await turn[0].run(turn[1], turn[2], variables)
            else:
                results = await _resolved(*turn, variables, resolvers)
            part = _assembled(turn[0], results)
            if part.errors:
                outcome.errors.extend(part.errors)
            if part.data is None or outcome.data is None:
                return Outcome(None, outcome.errors)
            outcome.data.update(part.data)
        return outcome


async def _resolved(
    runner: Runner,
    upstream: Upstream,
    context: Context,
    variables: Mapping[str, Any],
    resolvers: Resolvers,
) -> Results:
    """What the fetches give, and what resolvers do: of root fields meanwhile, of rows then."""
    results: Results
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
    resolves = any(runner.resolved or runner.stage.computed for runner in runners)
    return Program(
        plan,
        runners,
        _constant(runners),
        resolves=resolves,
        signs_in=any(runner.signing for runner in runners),
        shareable=plan.operation == "query" and not resolves,
        denied=denials(plan),
    )


def _constant(runners: tuple[Runner, ...]) -> bytes | None:
    if any(runner.resolved or runner.waves or runner.write is None for runner in runners):
        return None
    data = {key: value for runner in runners for key, value in _assembled(runner, Results(None)).data.items()}  # type: ignore[union-attr]
    return msgspec.json.encode({"data": data})
