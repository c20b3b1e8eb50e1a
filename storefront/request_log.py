"""One JSON line a request on standard output, and every other log line in the same form."""

import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)
_QUIET_PATHS = frozenset({"/livez", "/readyz"})

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, service, event and what else the record carries."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "service": "storefront",
            "event": getattr(record, "event", record.name.rpartition(".")[2]),
            "request_id": g.get("request_id") if has_request_context() else None,
            **getattr(record, "facts", {"message": record.getMessage()}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def set_up_logging(level: str) -> None:
    """Send the storefront's log to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger(__package__)
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


def log_requests(app: Flask) -> None:
    """Give each request an id, its caller's where it has one, and write a line when it is answered."""
    app.before_request(_begin)
    app.after_request(_write)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
    g.started = time.perf_counter()


def _write(response: Response) -> Response:
    level = logging.DEBUG if request.path in _QUIET_PATHS else logging.INFO
    facts = {
        "method": request.method,
        "path": request.path,
        "query_keys": sorted(request.args),
        "status": response.status_code,
        "duration_ms": round((time.perf_counter() - g.started) * 1000, 2),
        "subject": g.visitor.id if "visitor" in g else None,
    }
    log.log(level, "request", extra={"event": "request", "facts": facts})
    return response
