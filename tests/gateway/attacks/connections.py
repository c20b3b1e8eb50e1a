"""Bytes on a connection, as somebody writes them who has no HTTP client."""

import re
import socket
import time
from urllib.parse import urlsplit

import msgspec

_BODY = b'{"query":"{__typename}"}'
SOUND = (
    b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
    % (len(_BODY), _BODY)
)
WITHIN_S = 5.0


def connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=WITHIN_S)


def heard(connection: socket.socket) -> bytes:
    """All that is said until the connection ends."""
    said = b""
    try:
        while part := connection.recv(65_536):
            said += part
    except ConnectionResetError:
        pass
    return said


def said_to(url: str, message: bytes) -> bytes:
    """What is answered to these bytes, after which nothing more comes."""
    with connect(url) as connection:
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)
        return heard(connection)


def told(connection: socket.socket, message: bytes, piece: int, every_s: float = 0) -> bytes:
    """What is said when a message comes in pieces of so many bytes, to its end or until nobody listens."""
    for n in range(0, len(message), piece):
        try:
            connection.sendall(message[n : n + piece])
        except (BrokenPipeError, ConnectionResetError):
            break
        time.sleep(every_s)
    return heard(connection)


def statuses(answers: bytes) -> list[int]:
    """The statuses of answers, in order."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", answers)]


def code(answers: bytes) -> str:
    """The code of the last answer, which is a refusal."""
    body = answers.rpartition(b"\r\n\r\n")[2]
    error: str = msgspec.json.decode(body)["errors"][0]["extensions"]["code"]
    return error
