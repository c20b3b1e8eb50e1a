"""Faults of the connection and of HTTP: what arrives is late, broken off, refused or led astray."""

import asyncio
import gzip
import threading
import zlib
from collections.abc import Awaitable, Callable
from functools import cache

from gateway.faults.exchange import Exchange, head

Behaviour = Callable[[Exchange], Awaitable[None]]

SLOW_S = 2.0
DRIP_S = 0.2
#: Large answers are made piece by piece, or every one of them would be there at once, and again for each that asks.
BLANKS = b" " * 65_536
BIG_PIECES = 160
BOMB_PIECES = 1_600

JSON = {"content-type": "application/json"}

_MAKING = threading.Lock()


async def reset(exchange: Exchange) -> None:
    """The connection breaks before an answer"""
    exchange.reset()


async def reset_mid_body(exchange: Exchange) -> None:
    """The connection breaks in the middle of the answer"""
    reply = await exchange.reply()
    whole = head(reply.status, reply.headers, len(reply.body)) + reply.body
    await exchange.send(whole[: -(len(reply.body) // 2 + 1)])
    await asyncio.sleep(0.05)
    exchange.reset()


async def hang(_: Exchange) -> None:
    """No answer, for as long as the gateway waits"""
    await asyncio.sleep(3600)


async def slow(exchange: Exchange) -> None:
    """The answer comes two seconds late"""
    await asyncio.sleep(SLOW_S)
    await exchange.pass_on()


async def drip(exchange: Exchange) -> None:
    """The answer comes byte by byte, five a second"""
    reply = await exchange.reply()
    await exchange.send(head(reply.status, reply.headers, len(reply.body)))
    for byte in reply.body:
        await exchange.send(bytes([byte]))
        await asyncio.sleep(DRIP_S)


async def truncated_gzip(exchange: Exchange) -> None:
    """A compressed answer that nobody asked for, cut in the middle"""
    packed = gzip.compress((await exchange.reply()).body)
    await exchange.answer(200, {**JSON, "content-encoding": "gzip"}, packed[: len(packed) // 2])


@cache
def _packed() -> bytes:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return b"".join([*(packer.compress(BLANKS) for _ in range(BOMB_PIECES)), packer.flush()])


def _bomb() -> bytes:
    # Those who ask while it is made wait for it: each making their own, they would leave no CPU to the other service's proxy.
    with _MAKING:
        return _packed()


async def gzip_bomb(exchange: Exchange) -> None:
    """A small compressed answer that unpacks to a hundred megabytes"""
    packed = await asyncio.to_thread(_bomb)
    await exchange.answer(200, {**JSON, "content-encoding": "gzip"}, packed)


async def big(exchange: Exchange) -> None:
    """The answer with ten megabytes of blanks behind it"""
    reply = await exchange.reply()
    length = len(reply.body) + BIG_PIECES * len(BLANKS)
    await exchange.send(head(reply.status, reply.headers, length) + reply.body)
    for _ in range(BIG_PIECES):
        await exchange.send(BLANKS)


async def redirect_loop(exchange: Exchange) -> None:
    """A redirect to the same place"""
    target = f"{exchange.call.path}?{exchange.call.query}" if exchange.call.query else exchange.call.path
    await exchange.answer(302, {"location": target}, b"")


async def redirect_away(exchange: Exchange) -> None:
    """A redirect to another host's inside"""
    await exchange.answer(302, {"location": "http://169.254.169.254/latest/meta-data/"}, b"")


def status_of(code: int, **headers: str) -> Behaviour:
    """An answer of a status with a problem document (RFC 9457)."""

    async def behave(exchange: Exchange) -> None:
        problem = b'{"title": "A fault was asked for", "status": %d, "code": "FAULT"}' % code
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await exchange.answer(code, {"content-type": "application/problem+json", **named}, problem)

    return behave


def body_of(body: bytes, media_type: str = "application/json") -> Behaviour:
    """A 200 with this body."""

    async def behave(exchange: Exchange) -> None:
        await exchange.answer(200, {"content-type": media_type}, body)

    return behave
