"""What a request carries with it: `info.context` of resolvers, the same at both doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.auth.viewer import Viewer
from gateway.execution.port import Call


@dataclass(slots=True)
class CallRecord:
    """One REST call that was made, for the log and for explain. `status` is `None` when there was no answer."""

    call: Call
    status: int | None
    duration_s: float


@dataclass(frozen=True, slots=True)
class Context:
    """One request: its headers (names in lower case), who asks, its id, its trace, and when its time is over.

    `expires_at` is on the event loop's clock, in seconds. `calls` were made for it; `shared_with`: the request that made
    them, where that was another.
    """

    headers: Mapping[str, str]
    viewer: Viewer
    request_id: str
    expires_at: float
    traceparent: str | None = None
    calls: list[CallRecord] = field(default_factory=list)
    shared_with: list[str] = field(default_factory=list)
