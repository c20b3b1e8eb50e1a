"""Connections are kept for the next call, and a kept one that is closed meanwhile does no harm."""

import asyncio

import pytest

from gateway.errors import OutcomeUnknown, ServiceUnavailable
from tests.support.behaviours import (
    answers,
    closes_after,
    first_on_connection,
    hangs,
    head,
    in_turn,
    raw,
    resets_after,
)
from tests.support.caller import Caller
from tests.support.stub_service import StubService
from tests.support.waiting import eventually

OK = answers({"ok": True})


def test_calls_one_after_another_share_a_connection(service: StubService, caller: Caller) -> None:
    service.on("/", OK)
    for _ in range(3):
        caller.get()
    assert [call.connection for call in service.calls] == [1, 1, 1]


def test_calls_at_once_have_a_connection_each_and_those_are_kept(
    service: StubService, caller: Caller
) -> None:
    for path in ("/a", "/b", "/c"):
        service.on(path, answers({}, delay_s=0.05))
    caller.together("/a", "/b", "/c")
    caller.together("/a", "/b", "/c")
    assert service.connections == 3


def test_a_command_takes_a_connection_that_was_used_just_now(service: StubService, caller: Caller) -> None:
    service.on("/", OK)
    caller.get()
    caller.post()
    assert service.connections == 1


def test_a_connection_that_the_service_wants_closed_is_not_used_again(
    service: StubService, caller: Caller
) -> None:
    service.on("/", raw(head(200, {"Content-Length": "2", "Connection": "close"}) + b"{}"))
    caller.get()
    caller.get()
    assert service.connections == 2


def test_a_connection_that_was_closed_in_silence_is_not_used_again(
    service: StubService, caller: Caller
) -> None:
    service.on("/", closes_after(head(200, {"Content-Length": "2"}) + b"{}"))
    caller.get()
    caller.pause(0.05)
    assert caller.get().status == 200
    assert service.connections == 2


def test_a_read_whose_kept_connection_breaks_is_sent_again(service: StubService, caller: Caller) -> None:
    service.on("/", first_on_connection(OK, later=closes_after()))
    caller.get()
    assert caller.get().status == 200
    assert [call.connection for call in service.calls] == [1, 1, 2]


def test_a_command_whose_kept_connection_breaks_is_never_sent_again(
    service: StubService, caller: Caller
) -> None:
    service.on("/", first_on_connection(OK, later=closes_after()))
    caller.get()
    with pytest.raises(OutcomeUnknown):
        caller.post()
    assert [call.method for call in service.calls] == ["GET", "POST"]


def test_a_read_whose_answer_had_begun_is_not_sent_again(service: StubService, caller: Caller) -> None:
    begun = resets_after(head(200, {"Content-Length": "9"}) + b'{"a":')
    service.on("/", first_on_connection(OK, later=begun))
    caller.get()
    with pytest.raises(Exception, match="stub"):
        caller.get()
    assert len(service.calls) == 2


def test_a_read_on_a_new_connection_that_breaks_is_not_sent_again(
    service: StubService, caller: Caller
) -> None:
    service.on("/", closes_after())
    with pytest.raises(ServiceUnavailable):
        caller.get()
    assert len(service.calls) == 1


def test_what_nobody_asked_for_ends_the_connection(service: StubService, caller: Caller) -> None:
    twice = head(200, {"Content-Length": "2", "X-Of": "first"}) + b"{}"
    service.on("/", raw(twice + head(200, {"Content-Length": "2", "X-Of": "second"}) + b"[]"))
    reply = caller.get()
    assert (reply.body, reply.headers["x-of"]) == (b"{}", "first")
    caller.get()
    assert service.connections == 2


def test_a_call_that_is_given_up_closes_its_connection(service: StubService, caller: Caller) -> None:
    service.on("/hangs", hangs)
    service.on("/", OK)
    caller.given_up("/hangs", after_s=0.1)
    assert caller.get().status == 200
    assert [call.connection for call in service.calls] == [1, 2]
    assert eventually(lambda: service.connections == 2)


def test_a_call_that_is_given_up_leaves_the_others_alone(service: StubService, caller: Caller) -> None:
    service.on("/hangs", hangs)
    service.on("/", OK)
    caller.get()
    caller.given_up("/hangs", after_s=0.1)
    assert [caller.get().status for _ in range(3)] == [200, 200, 200]
    assert service.connections == 2


def test_a_service_that_comes_back_is_used_again(service: StubService, caller: Caller) -> None:
    service.on("/", OK)
    caller.get()
    service.stop()
    try:
        with pytest.raises(ServiceUnavailable):
            caller.get()
    finally:
        service.start()
    assert caller.get().status == 200


def test_behaviours_in_turn_reach_the_caller_in_turn(service: StubService, caller: Caller) -> None:
    service.on("/", in_turn(answers({}, 503), OK))
    assert [caller.get().status, caller.get().status] == [503, 200]


def test_when_a_service_moves_connections_to_its_old_address_are_closed(
    service: StubService, caller: Caller
) -> None:
    service.on("/", OK)
    service.on("/slow", answers({}, delay_s=0.05))
    caller.together("/", "/slow")
    connected, closed = service.connections, service.closed_by_client
    with StubService() as other:
        other.on("/", OK)

        async def moving() -> None:
            under_way = asyncio.create_task(caller.send("GET", "/slow"))
            await asyncio.sleep(0.02)
            caller.url = other.url
            await caller.send("GET", "/")
            assert (await under_way).status == 200
            await asyncio.sleep(0.05)

        caller.run(moving())
        assert len(other.calls) == 1

    assert service.connections == connected
    assert service.closed_by_client == closed + 2
