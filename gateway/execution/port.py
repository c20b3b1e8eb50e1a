"""The port to the services: one verb. Real HTTP and every policy around it are adapters of it."""

from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Protocol

from msgspec import Struct

#: They change nothing (RFC 9110, 9.2.1).
SAFE_METHODS = ("GET", "HEAD")


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
        """Whether it changes nothing."""
        return self.method in SAFE_METHODS

    @property
    def repeatable(self) -> bool:
        """Whether it does no harm to send it again."""
        return self.idempotent or self.method in SAFE_METHODS


class Reply(Struct, gc=False):
    """What a service answered. `head`: its status line and headers. `doubt`: to be called once, should the body be of no use."""

    status: int
    head: bytes
    body: bytes
    doubt: Callable[[], None] | None = None

    @property
    def headers(self) -> dict[str, str]:
        """By names in lower case. Few answers' are ever looked at, so that they are read when somebody does."""
        return fields_in(self.head)

    def is_broken(self) -> None:
        """To be said by whoever cannot use the body; others who share it may have said so before."""
        doubt, self.doubt = self.doubt, None
        if doubt is not None:
            doubt()


def fields_in(head: bytes) -> dict[str, str]:
    """The headers in a head that a parser found sound, by names in lower case."""
    fields = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return {name.lower(): value.strip(" \t") for name, _, value in fields}


class Upstream(Protocol):
    def send(self, call: Call) -> Coroutine[Any, Any, Reply]:
        """Send a call and wait for its answer, whatever its status.

        Raises:
            ServiceUnavailable, ServiceTimeout, OutcomeUnknown: there is none.
        """
        ...
