"""What ties one request to the others of its operation: its id, its trace and its deadline."""

import re
import time
import uuid
from dataclasses import dataclass

from werkzeug.datastructures import Headers

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(slots=True)
class Trail:
    """One request on its way through this process; `subject` is known once the caller is."""

    request_id: str
    traceparent: str | None
    arrived_at: float
    subject: str | None = None

    @property
    def duration_s(self) -> float:
        return time.monotonic() - self.arrived_at


def trail(headers: Headers) -> Trail:
    sent = headers.get("X-Request-Id", "")
    trace = headers.get("traceparent", "")
    return Trail(
        request_id=sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex,
        traceparent=trace if _TRACEPARENT.fullmatch(trace) else None,
        arrived_at=time.monotonic(),
    )
