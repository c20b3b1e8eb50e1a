"""What a request carries with it: `info.context` of resolvers, the same at both doors."""

from collections.abc import Mapping

from msgspec import Struct

from gateway.auth.viewer import Viewer
from gateway.execution.port import Call


class CallRecord(Struct, gc=False):
    """One REST call that was made, for the log and for explain. `status` is `None` when there was no answer.

    `began_s`: on `time.perf_counter`'s clock.
    """

    call: Call
    status: int | None
    duration_s: float
    began_s: float
    size: int


class Context(Struct, frozen=True, gc=False):
    """One request: its headers (names in lower case), who asks, its id, its trace, and when its time is over.

    `expires_at` is on the event loop's clock, in seconds. `calls` were made for it; `shared_with`: the request that made
    them, where that was another. `client`: the address that the request comes from.
    """

    headers: Mapping[str, str]
    viewer: Viewer
    request_id: str
    expires_at: float
    traceparent: str | None = None
    calls: list[CallRecord] = []
    shared_with: list[str] = []
    client: str = ""
