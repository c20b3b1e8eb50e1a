"""What a view is given: one request, decoded, checked and typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .callers import BasicCredentials, Caller
from .deadline import Deadline
from .problems import Problem

Query = TypeVar("Query")
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Context:
    """What travels on to the services behind, and where it comes from.

    `peer` is the address at the other end of the connection, `forwarded_for` the header X-Forwarded-For, not yet believed.
    """

    request_id: str
    traceparent: str | None = None
    deadline: Deadline = field(default_factory=Deadline)
    peer: str = ""
    forwarded_for: str = ""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """`id` stands for caller, route and key together; `fingerprint` for what was asked with it."""

    id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Request(Generic[Query, Body]):
    """`path` holds the path's parameters; `idempotency_key` is None when none is taken or none was sent."""

    query: Query
    body: Body
    path: Mapping[str, str]
    caller: Caller
    context: Context
    translate: Callable[[Exception], Problem | None]
    idempotency_key: IdempotencyKey | None = None
    basic: BasicCredentials | None = None

    @property
    def request_id(self) -> str:
        return self.context.request_id
