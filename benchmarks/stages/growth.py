"""How cost grows with rows and with depth."""

from collections.abc import Iterator

from benchmarks.results import Figure
from benchmarks.stages.canned import TREE_ROWS, Canned, tree
from benchmarks.stages.timing import Stopwatch
from benchmarks.stages.tree import schema
from gateway.admission import Admission, GraphQLRequest
from gateway.auth.viewer import ANONYMOUS
from gateway.binding.checks import checked_blueprint
from gateway.execution.context import Context
from gateway.pipeline import Pipeline

CHILDREN = (1, 10, 100)
DEPTHS = range(1, 7)

#: How much of it (rows, or levels), and the CPU time of a request.
Point = tuple[int, Figure]


def with_rows(watch: Stopwatch) -> Iterator[Point]:
    """100 parents with 1, 10 and 100 children each: rows in all."""
    for children in CHILDREN:
        nested = f"children(first: {children}) {{ nodes {{ id name }} }}"
        query = f"{{ nodes(first: {TREE_ROWS}) {{ nodes {{ id {nested} }} }} }}"
        yield TREE_ROWS * (1 + children), _request(watch, query)


def with_depth(watch: Stopwatch) -> Iterator[Point]:
    """100 rows, each with 100 others above it: levels in all, one call each."""
    selection = "id name"
    for depth in DEPTHS:
        yield depth, _request(watch, f"{{ nodes(first: {TREE_ROWS}) {{ nodes {{ {selection} }} }} }}")
        selection = f"id name parent {{ {selection} }}"


def _request(watch: Stopwatch, query: str) -> Figure:
    pipeline = Pipeline(Admission(checked_blueprint(schema)), Canned(tree), None)
    context = Context({}, ANONYMOUS, "bench", float("inf"))

    async def ask() -> None:
        context.calls.clear()
        answer = await pipeline.answer(GraphQLRequest(query), context)
        assert not answer.startswith(b'{"errors"')

    return watch.coroutine(ask)
