"""A public-style REST API: bare arrays, filtered by any member, integer ids, camelCase."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.behaviours import answers
from tests.support.exchange import Exchange
from tests.support.stub_service import Behaviour, StubService

Row = Mapping[str, Any]

USERS: list[Row] = [{"id": 1, "name": "Ada", "email": "a@b.example"}, {"id": 2, "name": "Ben"}]
POSTS: list[Row] = [{"id": n, "title": f"Post {n}", "userId": 1 + n % 2, "body": "…"} for n in range(1, 5)]
COMMENTS: list[Row] = [
    {"id": 10 + n, "postId": 1 + n % 3, "body": f"Comment {n}", "createdAt": None} for n in range(6)
]


def filters(rows: Sequence[Row]) -> Behaviour:
    """The rows that have one of the values given for each member; `id=1,2` is as good as `id=1&id=2`."""

    async def behave(exchange: Exchange) -> None:
        wanted: dict[str, set[str]] = {}
        for name, value in exchange.received.query:
            wanted.setdefault(name, set()).update(value.split(","))
        fitting = [row for row in rows if all(str(row[name]) in values for name, values in wanted.items())]
        await answers(fitting)(exchange)

    return behave


def set_up(service: StubService) -> None:
    """Let it answer as on the first day."""
    service.forget()
    service.on("/users", filters(USERS))
    service.on("/posts", filters(POSTS))
    service.on("/comments", filters(COMMENTS))


def asked(service: StubService) -> list[str]:
    return [f"{call.method} {call.target}" for call in service.calls]
