"""Services that answer from memory, so that nothing but the gateway is measured."""

from collections.abc import Callable
from urllib.parse import parse_qs

import msgspec

from benchmarks import rows
from gateway.execution.port import Call, Reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
TREE_ROWS = 100


class Canned:
    """An Upstream whose answers `make` makes; each is made once."""

    def __init__(self, make: Callable[[Call], object]) -> None:
        self._make = make
        self._replies: dict[tuple[str, str], Reply] = {}

    async def send(self, call: Call) -> Reply:
        reply = self._replies.get((call.path, call.query))
        if reply is None:
            reply = Reply(200, HEAD, msgspec.json.encode(self._make(call)))
            self._replies[call.path, call.query] = reply
        return reply


def shop(call: Call) -> object:
    """The items and users of the comparison."""
    return rows.page(rows.ITEMS) if call.path == "/items" else {"items": rows.USERS}


def tree(call: Call) -> object:
    """Nodes, each with a parent of its own and as many children as are asked for."""
    asked = parse_qs(call.query)
    first = int(asked.get("first", ["0"])[0])
    if "parent_id" in asked:
        return {"pages": {key: _page(first) for key in asked["parent_id"]}}
    if "id" in asked:
        return {"items": [_node(int(key)) for key in asked["id"]]}
    return _page(first)


def _page(first: int) -> rows.Row:
    return {"items": [_node(number) for number in range(first)], "next": None}


def _node(number: int) -> rows.Row:
    return {"id": str(number), "name": f"Node {number}", "parent_id": str((number + 1) % TREE_ROWS)}
