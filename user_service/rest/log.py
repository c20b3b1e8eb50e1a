"""One JSON line an event, to standard output."""

import json
import logging
import sys
from datetime import UTC, datetime

_logger = logging.getLogger("service")


class _JsonLines(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            "level": record.levelname.lower(),
            "service": self._service,
            "event": record.getMessage(),
        }
        line.update(getattr(record, "members", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(service: str, level: str) -> None:
    """Makes everything that logs in this process, libraries too, speak in these lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLines(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _logger.setLevel(level.upper())


def say(level: int, event: str, **members: object) -> None:
    _logger.log(level, event, extra={"members": members})


def say_failure(event: str, **members: object) -> None:
    """Logs the exception that is being handled, with its trace."""
    _logger.error(event, exc_info=True, extra={"members": members})
