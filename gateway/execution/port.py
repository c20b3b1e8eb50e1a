"""The port to the services: one verb. Real HTTP and every policy around it are adapters of it."""

from collections.abc import Hashable, Mapping
from typing import Protocol

from msgspec import Struct


class Call(Struct, frozen=True, gc=False):
    """A REST call. `path` and `query` are percent-encoded; `template` is the path before its members were filled in.

    `expires_at`: when the caller stops waiting, on the event loop's clock, in seconds. `identity`: whose answer it is, `None`
    where that makes no difference. `fetch`: the plan's fetch that it is made for.
    """

    service: str
    method: str
    path: str
    template: str
    expires_at: float
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    identity: Hashable = None
    fetch: int | None = None

    @property
    def safe(self) -> bool:
        """Whether it changes nothing, so that it may be sent again (RFC 9110, 9.2.1)."""
        return self.method in ("GET", "HEAD")


class Reply(Struct, frozen=True, gc=False):
    """What a service answered. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Upstream(Protocol):
    async def send(self, call: Call) -> Reply:
        """Send a call and wait for its answer, whatever its status.

        Raises:
            ServiceUnavailable, ServiceTimeout, OutcomeUnknown: there is none.
        """
        ...
