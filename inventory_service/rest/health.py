"""/livez, /readyz and /metrics."""

from collections.abc import Callable, Mapping

from flask import Flask, Response

from .answers import Answer
from .failures import response_of
from .leaving import is_leaving
from .log import say_failure
from .metrics import Metrics
from .problems import Problem

Check = Callable[[], bool]


class Readiness:
    """Ready when every check holds and the process was not told to end."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)

    def failing(self) -> list[str]:
        """Names of what keeps the service from being ready."""
        return [name for name, check in self._checks.items() if not _holds(name, check)]


def _holds(name: str, check: Check) -> bool:
    try:
        return check()
    except Exception:
        say_failure("check_failed", check=name)
        return False


def install(app: Flask, readiness: Readiness, metrics: Metrics) -> None:
    @app.get("/livez", provide_automatic_options=False)
    def livez() -> Response:
        return response_of(Answer({"status": "alive"}, 200))

    @app.get("/readyz", provide_automatic_options=False)
    def readyz() -> Response:
        if is_leaving():
            raise Problem(503, "NOT_READY", "Not ready: draining.", headers={"Retry-After": "1"})
        failing = readiness.failing()
        if failing:
            raise Problem(503, "NOT_READY", f"Not ready: {', '.join(failing)}.", headers={"Retry-After": "1"})
        return response_of(Answer({"status": "ready"}, 200))

    app.add_url_rule("/metrics", "metrics", metrics.page, methods=["GET"], provide_automatic_options=False)
