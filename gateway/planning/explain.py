"""A plan as text: its waves, its REST calls, where their keys come from."""

from collections.abc import Iterator

from gateway.binding.vocabulary import FromArgument, FromViewer
from gateway.planning.plan import Answer, Fetch, FromRows, Plan
from gateway.planning.records import Record


def explained(plan: Plan) -> str:
    """A line a call, under a line a wave."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield plan.operation
    for number, stage in enumerate(plan.stages, start=1):
        if len(plan.stages) > 1:
            yield f"  stage {number}: {', '.join(field.slot.key for field in stage.shape.fields)}"
        if not stage.fetches:
            yield "  no call"
        for depth, wave in enumerate(stage.waves(), start=1):
            yield f"  wave {depth}"
            yield from (f"    {line}" for fetch in wave for line in _call(fetch))


def _call(fetch: Fetch) -> Iterator[str]:
    method = fetch.command.method if fetch.command else "GET"
    yield f"#{fetch.id} {method} {fetch.service.name} {fetch.path}{_keys(fetch)}"
    yield f"   reads {', '.join(_members(fetch.record)) or 'nothing'}"


def _keys(fetch: Fetch) -> str:
    if fetch.fan_out:
        return f"/{{{fetch.by}}}   one call a key, at most {fetch.fan_out} at once"
    pages = "a page for each" if fetch.answer is Answer.PAGES else "rows"
    match fetch.keys:
        case FromRows(parent, trail, member, owner):
            source = ".".join((*trail, member))
            own = f", where {owner} is the viewer" if owner else ""
            return f"?{fetch.by}=…   {pages}: {source} of #{parent}{own}, {fetch.max_keys} keys a call"
        case FromArgument(name):
            return f"?{fetch.by}=…   the argument {name}"
        case FromViewer():
            return f"?{fetch.by}=…   the viewer"
    return "   a page" if fetch.answer is Answer.PAGE else ""


def _members(record: Record) -> list[str]:
    return [column.member for column in record.columns]
