"""GraphQL over HTTP, the answer: what was executed, or why it was not, to an outgoing message.

Two readings of the specification are spoken (GRAPHQL_HTTP). `audit`, that of its audit suite: what cannot be executed is 400,
with `application/json` 200. `draft`, that of its current draft: parameters, documents and variables that do not fit are 422, data
beside errors is 294; with `application/json` documents and variables are still answered 200, and 294 is not said.
"""

from collections.abc import Iterable

import msgspec

from gateway.errors import DocumentRefused, RequestError
from gateway.pipeline import formatted, refused
from gateway.web.media_types import JSON
from gateway.web.messages import Outgoing

PARTIAL_SUCCESS = 294


class Answers:
    """How answers are written. `draft`: by the current draft of the specification."""

    def __init__(self, *, draft: bool = False) -> None:
        self._draft = draft

    def success(self, body: bytes, media_type: str) -> Outgoing:
        """An answer to an operation that was executed. The pipeline writes `errors`, where there are any, first."""
        partial = self._draft and media_type != JSON and body.startswith(b'{"errors"')
        return Outgoing(
            PARTIAL_SUCCESS if partial else 200, {"Content-Type": f"{media_type}; charset=utf-8"}, body
        )

    def failure(self, error: RequestError, media_type: str) -> Outgoing:
        """An answer to a request that was not executed."""
        headers = {"Content-Type": f"{media_type}; charset=utf-8", **error.headers}
        return Outgoing(self._status(error, media_type), headers, body_of(error))

    def _status(self, error: RequestError, media_type: str) -> int:
        if media_type == JSON and isinstance(error, DocumentRefused):
            return 200
        return (error.draft_status or error.status) if self._draft else error.status


def body_of(error: RequestError) -> bytes:
    """A refusal as a GraphQL answer."""
    if isinstance(error, DocumentRefused):
        return refused(error)
    return msgspec.json.encode({"errors": [formatted(error)]})


def together(bodies: Iterable[bytes]) -> bytes:
    """The answer to a batch, of the answers to its operations."""
    return b"[%b]" % b",".join(bodies)
