"""Connections without a request, on a clock of our own: they are closed in time, and cost one timer each."""

from types import SimpleNamespace

import pytest

from tests.gateway.attacks.connections import SOUND
from tests.gateway.attacks.recorder import Recorder, Transport
from tests.gateway.clock import Clock

HEAD_TIMEOUT_S = 1.0
KEEP_ALIVE_S = 5.0


class Client:
    """A client, and its connection."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.transport = Transport()
        self.guard = Recorder(self.clock)
        self.guard.connection_made(self.transport)  # type: ignore[arg-type]

    def ask(self, answered_after_s: float = 0) -> None:
        self.guard.data_received(SOUND)
        self.guard.cycle = SimpleNamespace(response_complete=False, keep_alive=True)  # type: ignore[assignment]
        self.clock.wait(answered_after_s)
        self.guard.cycle.response_complete = True
        self.guard.on_response_complete()


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_connection_is_closed_when_nothing_was_asked_for_the_time_it_is_kept(client: Client) -> None:
    client.ask()
    client.clock.wait(KEEP_ALIVE_S - 0.1)
    assert not client.transport.closed
    client.clock.wait(0.2)
    assert client.transport.closed


def test_each_answer_keeps_the_connection_anew(client: Client) -> None:
    for _ in range(3):
        client.ask()
        client.clock.wait(KEEP_ALIVE_S - 0.1)
    assert not client.transport.closed
    client.clock.wait(0.2)
    assert client.transport.closed


def test_a_connection_stays_while_it_waits_for_an_answer(client: Client) -> None:
    client.ask(answered_after_s=4 * KEEP_ALIVE_S)
    client.clock.wait(KEEP_ALIVE_S - 0.1)
    assert not client.transport.closed
    client.clock.wait(0.2)
    assert client.transport.closed


def test_a_head_that_begins_on_a_kept_connection_has_no_more_time_than_another(client: Client) -> None:
    client.ask()
    client.guard.data_received(SOUND[:20])
    client.clock.wait(HEAD_TIMEOUT_S - 0.1)
    assert not client.transport.closed
    client.guard.data_received(SOUND[20:30])
    client.clock.wait(0.2)
    assert client.transport.closed


def test_requests_one_after_the_other_need_no_timers(client: Client) -> None:
    for _ in range(100):
        client.ask()
    assert len(client.clock.timers) == 1
