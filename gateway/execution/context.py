"""What a request carries with it: `info.context` of resolvers, the same at both doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.auth.viewer import Viewer


@dataclass(slots=True)
class CallRecord:
    """One REST call that was made, for the log and for explain. `status` is `None` when there was no answer."""

    service: str
    method: str
    target: str
    status: int | None
    duration_ms: float


@dataclass(frozen=True, slots=True)
class Context:
    """One request: its headers (names in lower case), who asks, its id, its trace, and when its time is over.

    `expires_at` is on the event loop's clock, in seconds.
    """

    headers: Mapping[str, str]
    viewer: Viewer
    request_id: str
    expires_at: float
    traceparent: str | None = None
    calls: list[CallRecord] = field(default_factory=list)
