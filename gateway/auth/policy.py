"""What becomes of whoever asks for more than they may see."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gateway.auth.viewer import ANONYMOUS, Viewer

#: The bearer of an access token; raises a GatewayError when it is not valid.
Identify = Callable[[str], Awaitable[Viewer]]


async def _nobody(_: str) -> Viewer:
    return ANONYMOUS


@dataclass(frozen=True, slots=True)
class Policy:
    """`rejects`: one field that the viewer may not select is enough to refuse the operation.

    `dry_run`: what rules would deny is logged (they must not be enforced, see `Blueprint.permissive`). `identify`: whom a
    token names that a command has just given.
    """

    rejects: bool = False
    dry_run: bool = False
    identify: Identify = _nobody
