"""A plan described: its waves, its REST calls, where their keys come from, what they cost at most, who may see what."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLSchema, print_ast

from gateway.auth.scopes import Rules, strictest
from gateway.auth.viewer import Viewer
from gateway.binding.sdl import applied
from gateway.binding.vocabulary import FromArgument
from gateway.planning.bounds import bounds, whole
from gateway.planning.description import (
    AtMost,
    Below,
    Computation,
    DescribedFetch,
    DescribedStage,
    Description,
    Keys,
    Permission,
)
from gateway.planning.plan import HOST, Fetch, FromRows, Plan, Stage
from gateway.planning.shapes import Computed, Resolved

#: Field, written `User.phone`, or type -> the rules that protect it.
Guarded = Mapping[str, Rules]


def described(
    schema: GraphQLSchema, plan: Plan, guarded: Guarded, variables: Mapping[str, Any], viewer: Viewer | None
) -> Description:
    """What a plan does, for these variables as far as they are given. `viewer`: whoever the rules decide about, if anybody."""
    costs = bounds(schema, plan, variables)
    stages = [_stage(stage, costs) for stage in plan.stages]
    return Description(plan.operation, whole(plan, costs), stages, list(_permissions(guarded, viewer)))


def _stage(stage: Stage, costs: Mapping[int, AtMost]) -> DescribedStage:
    fields = [field.slot.key for field in stage.shape.fields]
    resolved = [field.slot.key for field in stage.shape.fields if isinstance(field, Resolved)]
    below = [
        Below(list(hosted.path), None if hosted.listed else 1, _waves(hosted.stage, costs))
        for hosted in stage.hosted
        if hosted.stage.fetches
    ]
    return DescribedStage(fields, _waves(stage, costs), resolved, below)


def _waves(stage: Stage, costs: Mapping[int, AtMost]) -> list[list[DescribedFetch]]:
    return [[_fetch(fetch, costs[fetch.id], stage) for fetch in wave] for wave in stage.waves()]


def _fetch(fetch: Fetch, at_most: AtMost, stage: Stage) -> DescribedFetch:
    return DescribedFetch(
        fetch.id,
        fetch.service.name,
        fetch.command.method if fetch.command else "GET",
        f"{fetch.path}/{{{fetch.by}}}" if fetch.fan_out else fetch.path,
        fetch.answer.value,
        [column.member for column in fetch.record.columns],
        at_most,
        _keys(fetch),
        fetch.fan_out,
        [_computation(field) for field in stage.computed if field.fetch == fetch.id],
    )


def _computation(field: Computed) -> Computation:
    name = f"{field.type_name}.{field.nodes[0].name.value}"
    return Computation(name, [".".join((*field.trail, reading.member)) for reading in field.reads])


def _keys(fetch: Fetch) -> Keys | None:
    by, per_call = fetch.by or fetch.key, 1 if fetch.fan_out else fetch.max_keys
    match fetch.keys:
        case None:
            return None
        case FromRows(parent, trail, member, owner):
            path = ".".join((*trail, member))
            source, rows_of = ("values", None) if parent == HOST else ("rows", parent)
            return Keys(source, by, per_call, fetch=rows_of, member=path, owner=owner)
        case FromArgument(name):
            return Keys("argument", by, per_call, argument=name)
    return Keys("viewer", by, per_call)


def _permissions(guarded: Guarded, viewer: Viewer | None) -> Iterable[Permission]:
    for field, rules in guarded.items():
        decision = strictest(rule.decide(viewer) for rule in rules).value if viewer is not None else None
        yield Permission(field, " ".join(print_ast(applied(rule)) for rule in rules), decision)
