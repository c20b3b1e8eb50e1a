"""Clients that take their time, or never end, at the default door."""

import time
from contextlib import ExitStack

import pytest

from tests.gateway.attacks.connections import SOUND, code, connect, heard, said_to, statuses, told

HEAD, _, BODY = SOUND.partition(b"\r\n\r\n")
ELSEWHERE = HEAD.replace(b"/graphql", b"/nothing")
MANY = 200


@pytest.mark.parametrize("sent", [HEAD[:10], HEAD[:-4], HEAD], ids=["first line", "header", "no end"])
def test_a_head_that_does_not_come_to_its_end_is_too_slow(default_door: str, sent: bytes) -> None:
    with connect(default_door) as connection:
        connection.sendall(sent)
        answer = heard(connection)

    assert (statuses(answer), code(answer)) == ([408], "REQUEST_TIMEOUT")


@pytest.mark.parametrize("head", [HEAD, ELSEWHERE], ids=["graphql", "elsewhere"])
def test_a_body_that_does_not_come_to_its_end_is_too_slow(default_door: str, head: bytes) -> None:
    with connect(default_door) as connection:
        connection.sendall(head + b"\r\n\r\n" + BODY[:5])
        answer = heard(connection)

    assert statuses(answer) in ([408], [404])  # A page that reads no body has answered before.
    assert head is ELSEWHERE or code(answer) == "REQUEST_TIMEOUT"


@pytest.mark.parametrize("at_once", [0, len(HEAD) + 4], ids=["head", "body"])
def test_dripping_buys_no_time(default_door: str, at_once: int) -> None:
    with connect(default_door) as connection:
        connection.sendall(SOUND[:at_once])
        began = time.monotonic()
        answer = told(connection, SOUND[at_once:], 1, every_s=0.05)

    assert statuses(answer) == [408]
    assert time.monotonic() - began < 2


def test_line_ends_between_requests_buy_no_time(default_door: str) -> None:
    with connect(default_door) as connection:
        connection.sendall(SOUND)
        answer = connection.recv(65_536) + told(connection, b"\r\n" * 20, 2, every_s=0.05)

    assert statuses(answer)[0] == 200
    assert statuses(answer)[1:] in ([], [408])


def test_a_connection_without_a_request_is_closed(default_door: str) -> None:
    with connect(default_door) as connection:
        assert heard(connection) == b""


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET /" + b"a" * 200_000, 431),
        (b"GET / HTTP/1.1\r\nX-A: " + b"a" * 200_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 10_000, 431),
    ],
    ids=["long address", "address", "header", "headers"],
)
def test_a_head_without_end_is_not_heard_to_its_end(default_door: str, message: bytes, status: int) -> None:
    with connect(default_door) as connection:
        answer = told(connection, message, 4096)

    assert statuses(answer) == [status]


def test_many_stalled_clients_disturb_nobody(default_door: str) -> None:
    with ExitStack() as stack:
        stalled = [stack.enter_context(connect(default_door)) for _ in range(MANY)]
        for n, connection in enumerate(stalled):
            connection.sendall(SOUND[: 20 + n % 90])

        answer = said_to(default_door, SOUND)

        assert statuses(answer) == [200]
        assert [statuses(heard(connection)) for connection in stalled] == [[408]] * MANY
