"""A described plan as text: a line a call, under a line a wave."""

from collections.abc import Iterator

from gateway.planning.description import AtMost, DescribedFetch, Description, Keys, MadeCall


def tree(plan: Description) -> str:
    """The text, with a line break at its end."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Description) -> Iterator[str]:
    yield plan.operation if plan.at_most.calls == 0 else f"{plan.operation}   {_most(plan.at_most)}"
    for number, stage in enumerate(plan.stages, start=1):
        if len(plan.stages) > 1:
            yield f"  stage {number}: {', '.join(stage.fields)}"
        if stage.resolved:
            yield f"  resolvers of their own: {', '.join(stage.resolved)}"
        elif not stage.waves:
            yield "  no call"
        for depth, wave in enumerate(stage.waves, start=1):
            yield f"  wave {depth}"
            yield from (f"    {line}" for fetch in wave for line in _fetch(fetch))
    if plan.permissions:
        yield "  permissions"
        for asked in plan.permissions:
            decision = f": {asked.decision}" if asked.decision else ""
            yield f"    {asked.field}   {asked.rule}{decision}"
    if plan.calls is not None:
        yield "  calls made" if plan.calls else "  no call was made"
        yield from (f"    {_made(call)}" for call in plan.calls)


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
        return {"page": "a page", "list": "all rows"}.get(fetch.answer, "")
    source = _source(fetch.keys)
    if fetch.fan_out:
        return f"one call a key: {source}, at most {fetch.fan_out} at once"
    if fetch.keys.source != "rows":
        return source
    rows = {"pages": "a page for each", "groups": "a list for each"}.get(fetch.answer, "rows")
    return f"{rows}: {source}, {fetch.keys.per_call} keys a call"


def _source(keys: Keys) -> str:
    if keys.source == "argument":
        return f"the argument {keys.argument}"
    if keys.source == "viewer":
        return "the viewer"
    owner = f", where {keys.owner} is the viewer" if keys.owner else ""
    return f"{keys.member} of #{keys.fetch}{owner}"


def _most(cost: AtMost) -> str:
    if cost.calls is None:
        return "calls and rows not bounded"
    rows = "rows not bounded" if cost.rows is None else _count(cost.rows, "row")
    return f"at most {_count(cost.calls, 'call')}, {rows}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _made(call: MadeCall) -> str:
    source = "" if call.fetch is None else f"#{call.fetch} "
    outcome = "no answer" if call.status is None else f"{call.status}, {_count(call.bytes, 'byte')}"
    return f"{source}{call.method} {call.service} {call.target}   {outcome}, {call.took_ms:.1f} ms from {call.began_ms:.1f} ms"
