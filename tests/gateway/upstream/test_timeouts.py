"""Time: to connect, for a call, and what is known when it is over."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial

import pytest

from gateway.errors import OutcomeUnknown, ServiceTimeout, ServiceUnavailable
from gateway.upstream.client import ClientLimits
from gateway.upstream.deadline import Deadline
from tests.support.behaviours import hangs, head, raw
from tests.support.caller import Caller
from tests.support.ports import free_port
from tests.support.stub_service import StubService

QUICK = ClientLimits(connect_s=0.1, answer_bytes=1000)


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue of connections is full, so that connecting to it neither succeeds nor fails."""
    with ExitStack() as stack:
        listening = stack.enter_context(closing(socket.socket()))
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(closing(socket.socket()))
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


def test_a_refused_connection_makes_a_service_unavailable_at_once() -> None:
    with Caller(f"http://127.0.0.1:{free_port()}") as caller:
        began = time.monotonic()
        with pytest.raises(ServiceUnavailable):
            caller.get()
        with pytest.raises(ServiceUnavailable):
            caller.post()
        assert time.monotonic() - began < 0.5


def test_a_name_that_leads_nowhere_makes_a_service_unavailable() -> None:
    with Caller("http://nowhere.invalid") as caller, pytest.raises(ServiceUnavailable):
        caller.get()


def test_connecting_has_less_time_than_the_call(full_port: int) -> None:
    with Caller(f"http://127.0.0.1:{full_port}", QUICK) as caller:
        began = time.monotonic()
        with pytest.raises(ServiceTimeout):
            caller.get()
        assert time.monotonic() - began < 0.6


def test_a_command_that_could_not_be_sent_in_time_was_not_done(full_port: int) -> None:
    with Caller(f"http://127.0.0.1:{full_port}", QUICK) as caller, pytest.raises(ServiceTimeout):
        caller.post()


def test_a_command_whose_deadline_passes_while_connecting_was_not_done(full_port: int) -> None:
    with Caller(f"http://127.0.0.1:{full_port}", QUICK) as caller, pytest.raises(ServiceTimeout):
        caller.post(within_s=0.05)


def test_an_answer_that_does_not_come_in_the_callers_time_is_a_timeout(
    service: StubService, caller: Caller
) -> None:
    service.on("/", hangs)
    began = time.monotonic()
    with pytest.raises(ServiceTimeout):
        caller.get(within_s=0.2)
    assert 0.15 < time.monotonic() - began < 0.6


def test_a_call_has_no_more_time_than_its_own_limit(service: StubService) -> None:
    service.on("/", hangs)
    guarding = partial(Deadline, timeout_s=0.2)
    with Caller(service.url, guarding=guarding) as caller, pytest.raises(ServiceTimeout):
        caller.get(within_s=30)


def test_dripping_does_not_prolong_a_call(service: StubService, caller: Caller) -> None:
    service.on("/", raw(head(200, {"Content-Length": "100"}), *[b" "] * 20, every_s=0.05))
    began = time.monotonic()
    with pytest.raises(ServiceTimeout):
        caller.get(within_s=0.2)
    assert time.monotonic() - began < 0.6


def test_whether_a_command_without_an_answer_was_done_is_not_known(
    service: StubService, caller: Caller
) -> None:
    service.on("/", hangs)
    with pytest.raises(OutcomeUnknown):
        caller.post(within_s=0.2)
    assert len(service.calls) == 1


def test_a_connection_whose_call_ran_out_of_time_is_not_used_again(
    service: StubService, caller: Caller
) -> None:
    service.on("/hangs", hangs)
    with pytest.raises(ServiceTimeout):
        caller.get("/hangs", within_s=0.1)
    caller.get()
    assert [call.connection for call in service.calls] == [1, 2]


def test_a_call_without_time_left_is_not_sent(service: StubService) -> None:
    guarding = partial(Deadline, timeout_s=1)
    with Caller(service.url, guarding=guarding) as caller, pytest.raises(ServiceTimeout):
        caller.post(within_s=0)
    assert service.calls == []


def test_errors_hold_no_address_for_clients(service: StubService, caller: Caller) -> None:
    service.on("/", hangs)
    with pytest.raises(ServiceTimeout) as timeout:
        caller.get(within_s=0.1)
    assert str(service.port) not in timeout.value.message
    assert timeout.value.extensions == {"code": "GATEWAY_TIMEOUT", "service": "stub"}
