"""Heads that two readers may read differently, at the default door: one of them may be a proxy in front of it."""

import socket
import time
from contextlib import suppress

import pytest

from tests.gateway.attacks.connections import SOUND, code, connect, heard, said_to, statuses

JSON = b"Content-Type: application/json\r\n"
HIDDEN = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"

#: Heads, without the end of them. Each stands before a request that must not be answered as one of its own.
BROKEN = {
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 5\r\n",
    "two lengths in one": b"Content-Length: 0, 5\r\n",
    "a length with a sign": b"Content-Length: +5\r\n",
    "a negative length": b"Content-Length: -1\r\n",
    "a length in hexadecimal": b"Content-Length: 0x5\r\n",
    "a length without end": b"Content-Length: 99999999999999999999999\r\n",
    "an unknown coding": b"Transfer-Encoding: gzip\r\n",
    "a coding after chunks": b"Transfer-Encoding: chunked, gzip\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n",
    "a name with a space": b"Content Length: 5\r\n",
    "a folded line": b"X-A: b\r\n Transfer-Encoding: chunked\r\n",
    "a line of nothing but a space": b" \r\n",
    "no colon": b"Transfer-Encoding\r\n",
    "a null byte": b"X-A: b\x00c\r\n",
    "a lone line feed": b"X-A: b\nTransfer-Encoding: chunked\n",
    "a lone carriage return": b"X-A: b\rTransfer-Encoding: chunked\r\n",
    "two hosts": b"Host: b\r\n",
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("path", [b"/graphql", b"/livez"])
def test_a_head_of_two_meanings_ends_the_connection(default_door: str, path: bytes, kind: str) -> None:
    message = b"POST %b HTTP/1.1\r\nHost: a\r\n%b%b\r\n" % (path, JSON, BROKEN[kind])

    answers = said_to(default_door, message + HIDDEN)

    assert (statuses(answers), code(answers)) == ([400], "BAD_REQUEST")
    assert b"x-request-id: " in answers.lower()
    assert b"connection: close" in answers.lower()


@pytest.mark.parametrize(
    "first_line",
    [
        b"POST /graphql",
        b"POST /graphql HTTP/9.9",
        b"POST  /graphql  HTTP/1.1 x",
        b"POST /gra phql HTTP/1.1",
        b"POST /graphql\x00 HTTP/1.1",
        b"NONE /graphql HTTP/1.1",
        b"\x16\x03\x01\x02\x00",
        b"PRI * HTTP/2.0",
        b"POST /graphql RTSP/1.0",
        b"CONNECT /graphql HTTP/1.1",
    ],
)
def test_a_first_line_that_is_none_ends_the_connection(default_door: str, first_line: bytes) -> None:
    answers = said_to(default_door, first_line + b"\r\nHost: a\r\n\r\n" + HIDDEN)

    assert statuses(answers) == [400]


def test_a_request_names_its_host(default_door: str) -> None:
    assert statuses(said_to(default_door, SOUND.replace(b"Host: a\r\n", b""))) == [400]


@pytest.mark.parametrize(
    "chunk", [b"-1\r\n", b"0x5\r\n", b"5 5\r\n", b"fffffffffffffffff\r\n", b"5\nhello\n", b"zz\r\n"]
)
def test_a_chunk_of_no_sound_size_ends_the_connection(default_door: str, chunk: bytes) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: a\r\n%bTransfer-Encoding: chunked\r\n\r\n" % JSON

    assert statuses(said_to(default_door, head + chunk + HIDDEN)) == [400]


def test_what_comes_after_a_body_is_no_part_of_the_head(default_door: str) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: a\r\n%bTransfer-Encoding: chunked\r\n\r\n" % JSON
    body = b'18\r\n{"query":"{__typename}"}\r\n0\r\n'
    trailers = b"Authorization: Bearer forged\r\nX-Request-Id: forged\r\n\r\n"

    answers = said_to(default_door, head + body + trailers)

    assert statuses(answers) == [200]
    assert b"forged" not in answers


UPGRADE = SOUND.replace(b"Host: a\r\n", b"Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n")


def test_a_request_in_two_protocols_is_answered_in_this_one(default_door: str) -> None:
    """As Java's client asks at first, and `curl --http2`."""
    answers = said_to(default_door, UPGRADE + SOUND)

    assert (statuses(answers), answers.count(b'"__typename":"Query"')) == ([200, 200], 2)


def test_an_offer_behind_another_request_is_passed_over(default_door: str) -> None:
    assert statuses(said_to(default_door, SOUND + UPGRADE + HIDDEN)) == [200, 200, 200]


@pytest.mark.parametrize("split_at", [b"POST", b"grade: h2c"])
def test_what_comes_after_the_offer_of_a_protocol_is_the_body(default_door: str, split_at: bytes) -> None:
    head = UPGRADE.partition(b"\r\n\r\n")[0].replace(b"Length: 24", b"Length: %d" % len(HIDDEN))
    begin = head.index(split_at)
    with connect(default_door) as connection, suppress(OSError):
        for piece in (head[:begin], head[begin:] + b"\r\n\r\n", HIDDEN):
            connection.sendall(piece)
            time.sleep(0.05)
        connection.shutdown(socket.SHUT_WR)
        assert statuses(heard(connection)) == [400]
