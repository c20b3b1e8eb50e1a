"""What a view returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from .problems import MEDIA_TYPE as PROBLEM_TYPE
from .problems import Problem

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is anything msgspec encodes, or bytes that are sent as they are; None is an empty body.

    `status` and `cache` (a Cache-Control value) left None are the route's.
    """

    body: object
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cache: str | None = None
    media_type: str = JSON_TYPE

    def encoded(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else msgspec.json.encode(self.body)


def ok(body: object) -> Answer:
    return Answer(body, 200)


def created(body: object, location: str) -> Answer:
    return Answer(body, 201, {"Location": location})


def no_content() -> Answer:
    return Answer(None, 204)


def refused(problem: Problem) -> Answer:
    return Answer(problem.body(), problem.status, problem.headers, "no-store", PROBLEM_TYPE)
