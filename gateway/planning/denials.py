"""The fields of a plan that its viewer may not select."""

from collections.abc import Iterator

from gateway.planning.plan import Plan
from gateway.planning.shapes import Commanded, Denied, FieldShape, Found, Shape


def denials(plan: Plan) -> tuple[str, ...]:
    """Their paths of response keys, written `user.phone`.

    What a command gives that signs somebody in is judged after it, and of an interface what it turns out to be.
    """
    return tuple(path for stage in plan.stages for path in _of_shape(stage.shape, "", _judged_later(plan)))


def _judged_later(plan: Plan) -> frozenset[int]:
    """The fetches whose rows are of somebody who signs in, or of a type that need not come."""
    fetches = (fetch for stage in plan.stages for fetch in stage.fetches)
    return frozenset(f.id for f in fetches if f.denied or (f.command and f.command.signs_in))


def _of_shape(shape: Shape, prefix: str, later: frozenset[int]) -> Iterator[str]:
    for field in shape.fields:
        path = f"{prefix}{field.slot.key}"
        if isinstance(field, Denied):
            yield path
        for below in _shapes(field, later):
            yield from _of_shape(below, f"{path}.", later)


def _shapes(field: FieldShape, later: frozenset[int]) -> Iterator[Shape]:
    if isinstance(field, Found):
        yield from (shape for fetch, shape in field.candidates if fetch not in later)
    elif not (isinstance(field, Commanded) and field.fetch in later):
        shape = getattr(field, "shape", None)
        if shape is not None:
            yield shape
