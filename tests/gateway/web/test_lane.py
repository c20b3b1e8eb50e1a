"""Messages on one connection of the default door, as bytes: order, keep-alive, and what is unusual."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.processes import Process


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder: Path = tmp_path_factory.mktemp("lane")
    with Process("gateway", folder, {"MAX_BODY_BYTES": "20000"}) as process:
        parts = urlsplit(process.url)
        yield parts.hostname or "", parts.port or 0


def message(query: str, *, path: str = "/graphql", version: str = "1.1", headers: str = "") -> bytes:
    body = f'{{"query": "{query}"}}'
    return (
        f"POST {path} HTTP/{version}\r\nHost: here\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n{body}"
    ).encode()


def said(address: tuple[str, int], *parts: bytes, until: int = 1) -> str:
    """What the gateway says to these bytes: so many answers, or all until it closes (`until=0`)."""
    with socket.create_connection(address, timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
        heard = b""
        while not until or heard.count(b"HTTP/1.1 ") < until or not heard.endswith(b"}"):
            part = connection.recv(65_536)
            if not part:
                break
            heard += part
        return heard.decode()


def test_requests_sent_before_the_first_is_answered_are_answered_in_order(address: tuple[str, int]) -> None:
    many = b"".join(message(f"{{ a{i}: version }}") for i in range(5))

    heard = said(address, many, until=5)

    places = [heard.index(f'"a{i}"') for i in range(5)]
    assert places == sorted(places)
    assert heard.count("HTTP/1.1 200 ") == 5


def test_a_page_between_two_queries_keeps_its_place(address: tuple[str, int]) -> None:
    probe = b"GET /livez HTTP/1.1\r\nHost: here\r\n\r\n"

    heard = said(address, message("{ a: version }") + probe + message("{ b: version }"), until=3)

    assert heard.index('"a"') < heard.index('"status"') < heard.index('"b"')


def test_a_connection_is_kept(address: tuple[str, int]) -> None:
    assert "connection: close" not in said(address, message("{ version }")).lower()


@pytest.mark.parametrize(("version", "headers"), [("1.1", "Connection: close\r\n"), ("1.0", "")])
def test_a_connection_ends_where_the_client_wants_it_so(
    address: tuple[str, int], version: str, headers: str
) -> None:
    heard = said(address, message("{ version }", version=version, headers=headers), until=0)

    assert heard.endswith('{"data":{"version":"0.1.0"}}')
    assert "connection: close" in heard.lower()


def test_a_client_that_asks_before_it_sends_its_body_is_told_to_go_on(address: tuple[str, int]) -> None:
    head, _, body = message("{ version }", headers="Expect: 100-continue\r\n").partition(b"\r\n\r\n")
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        heard = b""
        while not heard.endswith(b"}"):
            heard += connection.recv(65_536)
        assert b'"version":"0.1.0"' in heard


def test_a_body_in_pieces_is_one_body(address: tuple[str, int]) -> None:
    whole = message("{ version }")

    heard = said(address, *(whole[i : i + 7] for i in range(0, len(whole), 7)))

    assert heard.endswith('{"data":{"version":"0.1.0"}}')


def test_a_client_that_leaves_before_its_answer_harms_nobody(address: tuple[str, int]) -> None:
    for _ in range(20):
        with socket.create_connection(address, timeout=5) as connection:
            connection.sendall(message("{ items { nodes { id } } }"))

    assert "200 OK" in said(address, message("{ version }"))


@pytest.mark.parametrize("path", ["/graphql", "/nothing"])
def test_a_client_that_has_said_all_still_hears_the_answer(address: tuple[str, int], path: str) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(message("{ items { nodes { id } } }", path=path))
        connection.shutdown(socket.SHUT_WR)
        heard = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert heard.startswith(b"HTTP/1.1 200 " if path == "/graphql" else b"HTTP/1.1 404 ")


def test_a_message_that_is_not_http_is_refused(address: tuple[str, int]) -> None:
    assert said(address, b"NOT HTTP AT ALL\r\n\r\n", until=0).startswith("HTTP/1.1 400 ")


def test_a_path_that_only_looks_alike_is_not_the_endpoint(address: tuple[str, int]) -> None:
    elsewhere = message("{ version }", path="/graphql/", headers="Connection: close\r\n")

    assert said(address, elsewhere, until=0).startswith("HTTP/1.1 404 ")
