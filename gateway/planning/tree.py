"""A described plan as text: a line a call, under a line a wave."""

from collections.abc import Iterable, Iterator, Sequence

from gateway.planning.description import (
    AtMost,
    Below,
    DescribedFetch,
    DescribedStage,
    Description,
    Keys,
    MadeCall,
)

#: As much as is shown of what was sent; the JSON has all.
MAX_TARGET = 100

_WITHOUT_KEYS = {"page": "a page", "list": "all rows"}
_FOR_EACH = {"pages": "a page for each", "groups": "a list for each"}


def tree(plan: Description) -> str:
    """The text, with a line break at its end."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Description) -> Iterator[str]:
    yield plan.operation if plan.at_most.calls == 0 else f"{plan.operation}   {_most(plan.at_most)}"
    for number, stage in enumerate(plan.stages, start=1):
        if len(plan.stages) > 1:
            yield f"  stage {number}: {', '.join(stage.fields)}"
        yield from (f"  {line}" for line in _stage(stage))
    if plan.permissions:
        yield "  permissions"
        for asked in plan.permissions:
            decision = f": {asked.decision}" if asked.decision else ""
            yield f"    {asked.field}   {asked.rule}{decision}"
    if plan.calls is not None:
        yield "  calls made" if plan.calls else "  no call was made"
        yield from (f"    {line}" for line in _made(plan.calls))


def _stage(stage: DescribedStage) -> Iterator[str]:
    if stage.resolved:
        yield f"resolvers of their own: {', '.join(stage.resolved)}"
    elif not stage.waves:
        yield "no call"
    yield from _waves(stage.waves)
    for below in stage.below:
        yield f"below a resolver: {'.'.join(below.path)}{_each(below)}"
        yield from (f"  {line}" for line in _waves(below.waves))


def _each(below: Below) -> str:
    return ", for each value of a list of any length" if below.values is None else ""


def _waves(waves: Iterable[Iterable[DescribedFetch]]) -> Iterator[str]:
    for depth, wave in enumerate(waves, start=1):
        yield f"wave {depth}"
        yield from (f"  {line}" for fetch in wave for line in _fetch(fetch))


def _fetch(fetch: DescribedFetch) -> Iterator[str]:
    query = f"?{fetch.keys.parameter}=…" if fetch.keys and not fetch.fan_out else ""
    how = f"   {_how(fetch)}" if _how(fetch) else ""
    yield f"#{fetch.id} {fetch.method} {fetch.service} {fetch.path}{query}{how}"
    yield f"   reads {', '.join(fetch.reads) or 'nothing'}"
    for made in fetch.computes:
        yield f"   computes {made.field} of {', '.join(made.reads) or 'nothing'}"
    yield f"   {_most(fetch.at_most)}"


def _how(fetch: DescribedFetch) -> str:
    """What the call asks for, and for which keys."""
    if fetch.keys is None:
        return _WITHOUT_KEYS.get(fetch.answer, "")
    source = _source(fetch.keys)
    if fetch.fan_out:
        return f"one call a key: {source}, at most {fetch.fan_out} at once"
    if fetch.keys.source not in ("rows", "values"):
        return source
    return f"{_FOR_EACH.get(fetch.answer, 'rows')}: {source}, {fetch.keys.per_call} keys a call"


def _source(keys: Keys) -> str:
    if keys.source == "argument":
        return f"the argument {keys.argument}"
    if keys.source == "viewer":
        return "the viewer"
    owner = f", where {keys.owner} is the viewer" if keys.owner else ""
    giver = "the value" if keys.fetch is None else f"#{keys.fetch}"
    return f"{keys.member} of {giver}{owner}"


def _most(cost: AtMost) -> str:
    if cost.calls is None:
        return f"unbounded: {cost.why}"
    keys = f", {_count(cost.keys, 'key')}" if cost.keys is not None else ""
    if cost.rows is None:
        return f"at most {_count(cost.calls, 'call')}{keys}; rows unbounded: {cost.why}"
    return f"at most {_count(cost.calls, 'call')}{keys}, {_count(cost.rows, 'row')}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _made(calls: Sequence[MadeCall]) -> Iterator[str]:
    """A line a call: when it began, how long it took and how it ended stand in columns, and what was sent behind them."""
    cells = [(f"{call.began_ms:.1f}", f"{call.took_ms:.1f}", _outcome(call), _sent(call)) for call in calls]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    for began, took, outcome, sent in cells:
        timed = f"at {began:>{widths[0]}} ms, took {took:>{widths[1]}} ms"
        yield f"{timed}   {outcome:<{widths[2]}}   {sent}"


def _outcome(call: MadeCall) -> str:
    return "no answer" if call.status is None else f"{call.status}, {_count(call.bytes, 'byte')}"


def _sent(call: MadeCall) -> str:
    source = "" if call.fetch is None else f"#{call.fetch} "
    cut = len(call.target) > MAX_TARGET
    target = f"{call.target[:MAX_TARGET]}…" if cut else call.target
    return f"{source}{call.method} {call.service} {target}"
