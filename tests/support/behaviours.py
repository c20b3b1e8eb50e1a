"""What a stub service can do with a request, from an honest answer to none at all."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from tests.support.exchange import Exchange
from tests.support.stub_service import Behaviour


def head(status: int, headers: Mapping[str, str] | None = None) -> bytes:
    """Status line and headers, with the empty line."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answers(
    value: Any, status: int = 200, headers: Mapping[str, str] | None = None, delay_s: float = 0
) -> Behaviour:
    """JSON (`bytes` as they are) with a length, after a while."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    whole = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
    return raw(head(status, whole) + body, delay_s=delay_s)


def problem(status: int, code: str, errors: Sequence[Mapping[str, str]] = (), **headers: str) -> Behaviour:
    """A problem document (RFC 9457) whose detail is `<code> happened.`"""
    document = {"title": "A problem", "status": status, "code": code, "detail": f"{code} happened."}
    if errors:
        document["errors"] = list(errors)
    return answers(document, status, {"Content-Type": "application/problem+json", **headers})


def raw(*pieces: bytes, every_s: float = 0, delay_s: float = 0) -> Behaviour:
    """These bytes, piece by piece; the connection stays open."""

    async def behave(exchange: Exchange) -> None:
        await asyncio.sleep(delay_s)
        for piece in pieces:
            await exchange.send(piece)
            await asyncio.sleep(every_s)

    return behave


def closes_after(*pieces: bytes) -> Behaviour:
    """These bytes, then the end of the connection."""

    async def behave(exchange: Exchange) -> None:
        for piece in pieces:
            await exchange.send(piece)
        await exchange.close()

    return behave


def resets_after(sent: bytes) -> Behaviour:
    """These bytes, and a broken connection once they had time to arrive."""

    async def behave(exchange: Exchange) -> None:
        await exchange.send(sent)
        await asyncio.sleep(0.05)
        exchange.reset()

    return behave


async def hangs(exchange: Exchange) -> None:
    """No answer, for as long as the client stays."""
    await exchange.until_client_leaves()


def chunked(*parts: bytes) -> Behaviour:
    """A 200 whose body comes in chunks."""
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return raw(head(200, {"Transfer-Encoding": "chunked"}), chunks + b"0\r\n\r\n")


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first call gets the first behaviour, and so on; the last one stays."""
    left = list(behaviours)

    async def behave(exchange: Exchange) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return behave


def first_on_connection(behaviour: Behaviour, later: Behaviour) -> Behaviour:
    """One behaviour for the first request of a connection, another for those that follow on it."""

    async def behave(exchange: Exchange) -> None:
        await (behaviour if exchange.received.ordinal == 1 else later)(exchange)

    return behave
