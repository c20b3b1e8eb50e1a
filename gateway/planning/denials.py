"""The fields of a plan that its viewer may not select."""

from collections.abc import Iterator

from gateway.planning.plan import Plan
from gateway.planning.shapes import Commanded, Denied, FieldShape, Found, Shape


def denials(plan: Plan) -> tuple[str, ...]:
    """Their paths of response keys, written `user.phone`; what a command gives that signs somebody in is judged after it."""
    return tuple(path for stage in plan.stages for path in _of_shape(stage.shape, "", _signing(plan)))


def _signing(plan: Plan) -> frozenset[int]:
    fetches = (fetch for stage in plan.stages for fetch in stage.fetches)
    return frozenset(fetch.id for fetch in fetches if fetch.command and fetch.command.signs_in)


def _of_shape(shape: Shape, prefix: str, signing: frozenset[int]) -> Iterator[str]:
    for field in shape.fields:
        path = f"{prefix}{field.slot.key}"
        if isinstance(field, Denied):
            yield path
        for below in _shapes(field, signing):
            yield from _of_shape(below, f"{path}.", signing)


def _shapes(field: FieldShape, signing: frozenset[int]) -> Iterator[Shape]:
    if isinstance(field, Found):
        yield from (shape for _, shape in field.candidates)
    elif not (isinstance(field, Commanded) and field.fetch in signing):
        shape = getattr(field, "shape", None)
        if shape is not None:
            yield shape
