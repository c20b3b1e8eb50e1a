"""Asking a gateway: whether it is right, and what it asks of the upstream for that."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from benchmarks.errors import NotMeasured
from benchmarks.load import Target
from benchmarks.operations import OPERATIONS, Operation
from benchmarks.upstream import Nginx

READY_WITHIN_S = 10.0


def target(port: int, operation: Operation, token: str | None) -> Target:
    """The operation as a request to a gateway that listens on this port."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Target(f"http://127.0.0.1:{port}/graphql", json.dumps({"query": operation.query}), headers)


def check(port: int, token: str | None) -> None:
    """See that every operation is answered rightly; a gateway that has just started may need a moment.

    Raises:
        NotMeasured: one is not.
    """
    for operation in OPERATIONS:
        give_up = time.monotonic() + READY_WITHIN_S
        while (wrong := _wrong(target(port, operation, token), operation)) and time.monotonic() < give_up:
            time.sleep(0.2)
        if wrong:
            raise NotMeasured(f"{operation.name} is answered wrongly: {wrong}")


def calls(port: int, token: str | None, upstream: Nginx) -> dict[str, int]:
    """How many upstream calls one request of each operation makes when nothing else is asked."""
    counted = {}
    for operation in OPERATIONS:
        before = upstream.requests()
        _ask(target(port, operation, token))
        counted[operation.name] = upstream.requests() - before
    return counted


def _wrong(asked: Target, operation: Operation) -> str | None:
    """What is wrong with an answer, `None` when nothing is."""
    try:
        answer = _ask(asked)
    except (OSError, ValueError) as error:
        return str(error)
    if answer.get("errors"):
        return f"errors: {json.dumps(answer['errors'])[:300]}"
    return None if answer.get("data") == operation.data else f"data: {json.dumps(answer.get('data'))[:300]}"


def _ask(asked: Target) -> Mapping[str, object]:
    headers = {"Content-Type": "application/json", **(asked.headers or {})}
    request = urllib.request.Request(asked.url, (asked.body or "").encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            answer: Mapping[str, object] = json.load(reply)
    except urllib.error.HTTPError as error:
        raise ValueError(f"status {error.code}: {error.read(300)!r}") from None
    return answer
