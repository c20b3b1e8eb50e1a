"""The port to the services: one verb. Real HTTP and every policy around it are adapters of it."""

from collections.abc import Callable, Coroutine, Hashable, Mapping
from typing import Any, Protocol

from msgspec import Struct


class Call(Struct, frozen=True, gc=False):
    """A REST call. `path` and `query` are percent-encoded; `template` is the path before its members were filled in.

    `expires_at`: when the caller stops waiting, on the clock of `time.monotonic`, which is the event loop's, in seconds.
    `identity`: whose answer it is, `None` where that makes no difference. `fetch`: the plan's fetch that it is made for.
    `idempotent`: the service does it once however often it is sent (`Idempotency-Key`).
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
    idempotent: bool = False

    @property
    def safe(self) -> bool:
        """Whether it changes nothing (RFC 9110, 9.2.1)."""
        return self.method in ("GET", "HEAD")

    @property
    def repeatable(self) -> bool:
        """Whether it does no harm to send it again."""
        return self.idempotent or self.safe


class Reply(Struct, frozen=True, gc=False):
    """What a service answered. Header names are in lower case. `doubt`: wants to know of a body that is of no use."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    doubt: Callable[[], None] | None = None

    def is_broken(self) -> None:
        """To be said by whoever cannot use the body."""
        if self.doubt is not None:
            self.doubt()


class Upstream(Protocol):
    def send(self, call: Call) -> Coroutine[Any, Any, Reply]:
        """Send a call and wait for its answer, whatever its status.

        Raises:
            ServiceUnavailable, ServiceTimeout, OutcomeUnknown: there is none.
        """
        ...
