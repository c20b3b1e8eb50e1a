"""What makes a request found again: its id, and the trace that it belongs to."""

import itertools
import re
import secrets

from gateway.web.messages import Incoming

_PROCESS = secrets.token_hex(8)
_COUNT = itertools.count(1)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def request_id_of(incoming: Incoming) -> str:
    """The caller's `X-Request-Id` where it is one, a new one else."""
    given = incoming.headers.get("x-request-id")
    # A new one is one that no other request has: this process's random part, and a count.
    return given if given and _REQUEST_ID.fullmatch(given) else f"{_PROCESS}-{next(_COUNT):x}"


def traceparent_of(incoming: Incoming) -> str | None:
    given = incoming.headers.get("traceparent")
    return given if given and _TRACEPARENT.fullmatch(given) else None
