"""A proxy before one service, which does to its answers what is switched on."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from gateway.errors import UpstreamError
from gateway.execution.port import Call
from gateway.faults.exchange import OF_A_CONNECTION, Exchange
from gateway.faults.kinds import FAULTS, REFUSE
from gateway.faults.switch import Setting
from gateway.upstream.client import HttpClient

LOOK_EVERY_S = 0.1
CALL_S = 30.0

log = logging.getLogger("gateway.faults")


@dataclass(frozen=True, slots=True)
class Place:
    """A service's name, and the port of this machine that its proxy listens on."""

    service: str
    host: str
    port: int


class FaultProxy:
    """`client` reaches the service itself; `setting` says what is on, asked for at each request."""

    def __init__(self, place: Place, client: HttpClient, setting: Callable[[], Setting | None]) -> None:
        self._place = place
        self._client = client
        self._setting = setting
        self._server: asyncio.Server | None = None

    async def run(self) -> None:
        """Listen, except while connections are to be refused, until cancelled."""
        try:
            while True:
                setting = self._setting()
                await self._listen(setting is None or setting.fault != REFUSE)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._listen(False)

    async def _listen(self, wanted: bool) -> None:
        if wanted and self._server is None:
            self._server = await asyncio.start_server(self._serve, self._place.host, self._place.port)
        elif not wanted and self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering = asyncio.create_task(self._answer(reader, writer))
        gone = asyncio.create_task(_until_gone(answering, reader))
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await answering
        gone.cancel()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = await _read_call(self._place.service, reader)
        exchange = Exchange(call, self._client.send, writer)
        try:
            await self._behave(exchange)
        except UpstreamError as error:
            log.warning("the service itself does not answer: %s", error.detail)
            exchange.reset()

    async def _behave(self, exchange: Exchange) -> None:
        setting = self._setting()
        if setting is not None and _concerns(setting, exchange.call):
            await FAULTS[setting.fault](exchange)
        else:
            await exchange.pass_on()


def _concerns(setting: Setting, call: Call) -> bool:
    return (
        setting.fault in FAULTS and call.path.startswith(setting.path) and random.random() < setting.share  # noqa: S311  # chooses requests, guards nothing
    )


async def _until_gone(answering: "asyncio.Task[None]", reader: asyncio.StreamReader) -> None:
    """A client that gives up ends what is done for it."""
    while not reader.at_eof():
        await asyncio.sleep(LOOK_EVERY_S)
    answering.cancel()


async def _read_call(service: str, reader: asyncio.StreamReader) -> Call:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    headers = [tuple(line.split(": ", 1)) for line in lines[1:] if ": " in line]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    path, _, query = target.partition("?")
    passed = tuple((n, v) for n, v in headers if n.lower() not in OF_A_CONNECTION | _WRITTEN_BY_CLIENT)
    expires_at = asyncio.get_running_loop().time() + CALL_S
    body = await reader.readexactly(length)
    return Call(service, method, path, path, expires_at, query, passed, body)


#: The client towards the service writes these itself.
_WRITTEN_BY_CLIENT = frozenset(("host", "accept", "accept-encoding", "x-deadline-ms"))
