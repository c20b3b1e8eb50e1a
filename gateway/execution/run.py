"""The waves: each stage's fetches in order of their depth, those of one wave side by side."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.binding.blueprint import Blueprint
from gateway.execution.commands import Commander
from gateway.execution.compiled import Write, compile_stage
from gateway.execution.context import Context
from gateway.execution.port import Upstream
from gateway.execution.results import Results
from gateway.execution.steps import RunCommand, Step, step_of
from gateway.planning.plan import Stage
from gateway.planning.shapes import Resolved

#: The ids of fetches, and how each is made.
Wave = tuple[tuple[int, Step], ...]


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the fetches of one stage; made once a plan, used by many requests at once.

    `signing`: the stage's command, where that signs somebody in.
    """

    stage: Stage
    waves: tuple[Wave, ...]
    resolved: tuple[Resolved, ...]
    write: Write | None
    signing: Commander | None = None

    async def run(
        self,
        upstream: Upstream,
        context: Context,
        variables: Mapping[str, Any],
        given: Results | None = None,
    ) -> Results:
        """`given`: results that are there already, to which those of the fetches are added."""
        results = given or Results(context.viewer.subject)
        for wave in self.waves:
            if len(wave) == 1:
                done = [await wave[0][1].start(results, upstream, context, variables)]
            else:
                begun = (step.start(results, upstream, context, variables) for _, step in wave)
                done = await asyncio.gather(*begun)
            for (fetch, _), decoded in zip(wave, done, strict=True):
                results.indexes[fetch] = decoded.index
                results.sound = results.sound and decoded.sound
        return results


def make_runner(blueprint: Blueprint, stage: Stage) -> Runner:
    resolved = tuple(field for field in stage.shape.fields if isinstance(field, Resolved))
    waves = _waves(blueprint, stage)
    steps = (step for wave in waves for _, step in wave)
    commanders = (step.commander for step in steps if isinstance(step, RunCommand))
    signing = next((commander for commander in commanders if commander.command.signs_in), None)
    return Runner(stage, waves, resolved, compile_stage(stage), signing)


def make_hosted_runner(blueprint: Blueprint, stage: Stage) -> Runner:
    """The runner of a stage whose first keys are of objects that are there already; what it gives is never compiled."""
    return Runner(stage, _waves(blueprint, stage), (), None)


def _waves(blueprint: Blueprint, stage: Stage) -> tuple[Wave, ...]:
    return tuple(tuple((fetch.id, step_of(blueprint, fetch)) for fetch in wave) for wave in stage.waves())
