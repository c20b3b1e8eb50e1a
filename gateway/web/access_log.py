"""The log line of a request. Lines are written together, a few times a second: a write for each costs more than the line."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

_ENCODER = msgspec.json.Encoder()

FLUSH_EVERY_S = 0.1
FLUSH_AT = 500


class RequestLine(msgspec.Struct, kw_only=True, gc=False):
    """What is known of a request, written down while it is answered. Absent members are null. `time`: of the answer."""

    time: datetime | None = None
    request_id: str
    status: int = 0
    duration_ms: float = 0.0
    level: str = "info"
    service: str = "gateway"
    event: str = "request"
    operation: str | None = None
    code: str | None = None
    detail: str | None = None
    subject: str | None = None
    cost: int | None = None
    rate_remaining: int | None = None
    upstream_calls: int = 0
    shared_with: str | None = None


@dataclass(slots=True)
class AccessLog:
    """Writes request lines to standard output, where it is `enabled`, when the loop goes on and by `flush`.

    `settle` is called as often: what else was only noted while requests were answered.
    """

    enabled: bool
    settle: Callable[[], None] = lambda: None
    _lines: list[RequestLine] = field(default_factory=list)

    def write(self, line: RequestLine) -> None:
        self._lines.append(line)
        if len(self._lines) == 1:
            asyncio.get_running_loop().call_later(FLUSH_EVERY_S, self.flush)
        elif len(self._lines) >= FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        lines, self._lines = self._lines, []
        if lines and self.enabled:
            sys.stdout.write(_ENCODER.encode_lines(lines).decode())
            sys.stdout.flush()
        self.settle()
