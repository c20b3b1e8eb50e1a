"""What a request carries with it: `info.context` of resolvers, the same at both doors."""

from collections.abc import Awaitable, Mapping

from msgspec import Struct, field

from gateway.auth.viewer import Viewer
from gateway.execution.port import Call


class Bill(Struct, gc=False):
    """What a request costs, and what is left to who asks: `limit` is `None` where they may use as much as they like.

    `reset_s`: seconds until all that was used is forgotten.
    """

    cost: int = 0
    limit: int | None = None
    remaining: int = 0
    reset_s: int = 0


class Context(Struct, frozen=True, gc=False):
    """One request: its headers (names in lower case), who asks, its id, its trace, and when its time is over.

    `client`: the address that it comes from; `subscriber`: what of it is counted as one (gateway.web.client_address).

    `expires_at` is on the clock of `time.monotonic`, which is the event loop's, in seconds. `calls` were made for it;
    `shared_with`: the request that made them, where that was another. `policies`: whoever is asked about each of them, and
    answers with those that hold.
    """

    headers: Mapping[str, str]
    viewer: Viewer
    request_id: str
    expires_at: float
    traceparent: str | None = None
    subscriber: str = ""
    calls: list[Call] = []
    shared_with: list[str] = []
    client: str = ""
    bill: Bill = field(default_factory=Bill)
    policies: dict[str, Awaitable[frozenset[str]]] = {}
