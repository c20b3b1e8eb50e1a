"""A resolver that does not come back costs its own field, and no more time than the request has."""

# mypy: disallow-subclassing-any=False
# mypy: disable-error-code="misc"

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import graphene
import pytest

from gateway.errors import ResolversOverloaded, ResolverTimeout
from gateway.execution.threads import Threads
from tests.gateway.reading_room import ReadingRoom

WITHIN_S = 0.3
AT_ONCE_S = 0.15

#: Set at the end, so that no thread outlives the tests.
THE_END = threading.Event()


class Thing(graphene.ObjectType):
    name = graphene.String(required=True)
    late = graphene.String()

    async def resolve_late(thing: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        await asyncio.sleep(60 if thing["name"] == "slow" else 0)
        return "there"


class Query(graphene.ObjectType):
    quick = graphene.String()
    stuck = graphene.String()
    must = graphene.String(required=True)
    endless = graphene.String()
    things = graphene.List(Thing)
    stream = graphene.List(graphene.String)

    async def resolve_quick(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        return "here"

    def resolve_stuck(root: None, _: graphene.ResolveInfo) -> None:  # noqa: N805
        THE_END.wait(60)

    def resolve_must(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        THE_END.wait(60)
        return ""

    async def resolve_endless(root: None, _: graphene.ResolveInfo) -> None:  # noqa: N805
        await asyncio.sleep(60)

    async def resolve_things(root: None, _: graphene.ResolveInfo) -> list[Any]:  # noqa: N805
        return [{"name": "fast"}, {"name": "slow"}]

    async def resolve_stream(root: None, _: graphene.ResolveInfo) -> Any:  # noqa: N805
        return _one_and_no_more()


class Mutation(graphene.ObjectType):
    first = graphene.String()
    second = graphene.String()
    done: list[str] = []  # noqa: RUF012

    async def resolve_first(root: None, _: graphene.ResolveInfo) -> None:  # noqa: N805
        await asyncio.sleep(60)

    def resolve_second(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        Mutation.done.append("second")
        return "done"


async def _one_and_no_more() -> Any:
    yield "one"
    await asyncio.sleep(60)


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(schema=graphene.Schema(Query, Mutation)) as room:
        yield room
    THE_END.set()


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("stuck", "stuck"),
        ("endless", "endless"),
        ("stream", "stream"),
        ("things { name late }", "things.1.late"),
    ],
)
def test_what_is_not_there_in_time_is_null_and_the_rest_stays(
    room: ReadingRoom, field: str, path: str
) -> None:
    began = time.monotonic()
    answer = room.ask(f"{{ quick {field} }}", within_s=WITHIN_S)
    assert time.monotonic() - began < WITHIN_S + AT_ONCE_S
    assert answer.codes == {path: "GATEWAY_TIMEOUT"}
    assert answer.errors[0]["locations"]
    assert answer.data["quick"] == "here"


def test_of_a_list_only_the_late_member_is_missing(room: ReadingRoom) -> None:
    things = room.ask("{ things { name late } }", within_s=WITHIN_S).data["things"]
    assert things == [{"name": "fast", "late": "there"}, {"name": "slow", "late": None}]


def test_a_field_that_may_not_be_null_takes_the_answer_with_it(room: ReadingRoom) -> None:
    answer = room.ask("{ quick must }", within_s=WITHIN_S)
    assert (answer.data, answer.codes) == (None, {"must": "GATEWAY_TIMEOUT"})


def test_no_mutation_begins_after_the_time_is_over(room: ReadingRoom) -> None:
    answer = room.ask("mutation { first second }", within_s=WITHIN_S)
    assert answer.codes == {"first": "GATEWAY_TIMEOUT", "second": "GATEWAY_TIMEOUT"}
    assert Mutation.done == []


def test_resolvers_that_hang_leave_room_for_others_and_fail_fast_when_they_are_too_many() -> None:
    threads = Threads(most=1, longest_queue=1, most_lost=1)
    release = threading.Event()

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        for _ in range(2):
            with pytest.raises(ResolverTimeout):
                await threads.call(loop.time() + 0.05, release.wait, 60)
        waiting = asyncio.create_task(threads.call(loop.time() + 5, lambda: "its turn came"))
        await asyncio.sleep(0)
        with pytest.raises(ResolversOverloaded):
            await threads.call(loop.time() + 5, lambda: "never")
        release.set()
        assert await waiting == "its turn came"
        assert await threads.call(loop.time() + 5, lambda: "all is well") == "all is well"

    asyncio.run(scenario())
