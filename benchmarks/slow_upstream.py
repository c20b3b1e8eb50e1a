"""The upstream's answers after a delay: `python -m benchmarks.slow_upstream FOLDER PORT DELAY_MS`."""

import asyncio
import re
import sys
from pathlib import Path

import uvloop

REQUEST = re.compile(rb"GET ([^ ?]+)[^ ]* HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*\r\n")


class Connection(asyncio.Protocol):
    """Answers whole GET requests in their order; nothing else is ever sent here."""

    def __init__(self, folder: Path, delay_s: float, answers: dict[bytes, bytes]) -> None:
        self._folder = folder
        self._delay_s = delay_s
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # it is one of TCP
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while found := REQUEST.match(self._received):
            self._received = self._received[found.end() :]
            asyncio.get_running_loop().call_later(
                self._delay_s, self._transport.write, self._answer(found[1])
            )

    def _answer(self, path: bytes) -> bytes:
        if path not in self._answers:
            self._answers[path] = _http(_file(self._folder, path.decode()))
        return self._answers[path]


def _file(folder: Path, path: str) -> bytes:
    names = {"/items": "items.json", "/users": "users.json", "/.well-known/jwks.json": "jwks.json"}
    return (folder / names.get(path, path.lstrip("/"))).read_bytes()


def _http(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


async def serve(folder: Path, port: int, delay_s: float) -> None:
    answers: dict[bytes, bytes] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(folder, delay_s, answers), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) / 1000))
