"""A mixed load: what many clients ask of a gateway at once, and what became of each request."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import UpstreamError
from gateway.execution.port import Call, Reply
from gateway.upstream.client import ClientLimits, HttpClient

CLIENTS = 8
#: Longer than a gateway may take, so that what it owes is seen as lost.
PATIENCE_S = 15.0
LIMITS = ClientLimits(connect_s=2.0, answer_bytes=16_000_000)

#: One operation: a query, and its variables.
Operation = tuple[str, dict[str, Any]]

_ITEMS = "query ($n: Int!) { items(first: $n) { totalCount nodes { id name price { amount } seller { id name } } } }"
_PEOPLE = "query ($n: Int!) { users(first: $n) { nodes { id name items(first: 3) { nodes { name } } } } }"
_BOTH = "{ version users(first: 5) { nodes { name } } items(first: 5) { nodes { name available } } }"
_RESERVE = "mutation ($input: ReserveItemInput!) { reserveItem(input: $input) { reservation { id } userErrors { code } } }"
_UNKNOWN = '{ item(id: "itm_00000000000000000000000000") { name } user(id: "no id at all") { name } }'


def operations(item: str | None) -> list[Callable[[], Operation]]:
    """What is asked, each time a little different. `item`: the id of one that is reserved, by whoever may."""
    made: list[Callable[[], Operation]] = [
        lambda: (_ITEMS, {"n": random.randint(1, 100)}),
        lambda: (_PEOPLE, {"n": random.randint(1, 30)}),
        lambda: (_BOTH, {}),
        lambda: (f"{{ a{random.getrandbits(40)}: items(first: 3) {{ nodes {{ name }} }} }}", {}),
        lambda: (_UNKNOWN, {}),
        lambda: ("{ items { nodes { nothing } } }", {}),
        lambda: ("{ items {", {}),
        lambda: ("{ __schema { types { name fields { name } } } }", {}),
    ]
    if item is not None:
        made.append(lambda: (_RESERVE, {"input": _reservation(item)}))
    return made


def _reservation(item: str) -> dict[str, Any]:
    return {"itemId": item, "quantity": 1, "idempotencyKey": f"{random.getrandbits(64):x}"}


@dataclass
class Tally:
    """What became of the requests. `lost`: those without an answer; `uncoded`: errors that had no code."""

    answers: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    uncoded: list[str] = field(default_factory=list)
    longest_s: float = 0.0

    def take(self, reply: Reply, took_s: float) -> None:
        self.answers[reply.status] += 1
        self.longest_s = max(self.longest_s, took_s)
        try:
            for error in json.loads(reply.body).get("errors", []):
                self.codes[error["extensions"]["code"]] += 1
        except (ValueError, KeyError, TypeError, AttributeError):
            self.uncoded.append(f"{reply.status}: {reply.body[:200]!r}")


@dataclass
class Load:
    """Clients that ask one after another until `stop` is called. `tally` says how it went so far."""

    url: str
    asked: Sequence[Callable[[], Operation]]
    token: str | None = None
    pause_s: float = 0.0
    tally: Tally = field(default_factory=Tally)
    _stopped: bool = False

    async def run(self) -> None:
        client = HttpClient(lambda _: self.url, LIMITS)
        await asyncio.gather(*(self._client(client) for _ in range(CLIENTS)))
        await client.close()

    def stop(self) -> None:
        self._stopped = True

    async def _client(self, client: HttpClient) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopped:
            began = loop.time()
            try:
                reply = await client.send(self._call(began + PATIENCE_S))
            except UpstreamError as error:
                self.tally.lost.append(str(error.detail))
            else:
                self.tally.take(reply, loop.time() - began)
            await asyncio.sleep(self.pause_s)

    def _call(self, expires_at: float) -> Call:
        query, variables = random.choice(self.asked)()
        headers = [("Content-Type", "application/json")]
        if self.token is not None:
            headers.append(("Authorization", f"Bearer {self.token}"))
        body = json.dumps({"query": query, "variables": variables}).encode()
        return Call("gateway", "POST", "/graphql", "/graphql", expires_at, headers=tuple(headers), body=body)
