"""Commands that sign somebody in: what they give is read as whoever that is, not as whoever sent them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from gateway.errors import GatewayError
from gateway.execution.context import Context
from gateway.execution.port import Call, Reply, Upstream
from gateway.execution.run import Runner
from gateway.execution.salvage import BROKEN

#: An access token that was just given out -> the operation's runners and the request's context, for its bearer.
Become = Callable[[str], Awaitable[tuple[Sequence[Runner], Context]]]


#: How a stage is run: by which runner, over what, for whom.
Turn = tuple[Runner, Upstream, Context]


async def signed_in(turn: Turn, number: int, variables: Mapping[str, Any], become: Become) -> Turn:
    """Send the command of the stage of this number. The rest of it is run with the answer, as whoever was signed in."""
    runner, upstream, context = turn
    assert runner.signing is not None
    once = _Once(upstream)
    await runner.signing.run(once, context, variables)
    token = _token(once.reply, runner.signing.command.signs_in or "")
    if token is None:
        return runner, once, context
    try:
        runners, as_bearer = await become(token)
    except GatewayError:
        # It cannot be verified just now, so that its bearer is nobody yet.
        return runner, once, context
    return runners[number], once, as_bearer


class _Once:
    """An Upstream that sends a command once, and tells what came of it as often as it is asked."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._failure: GatewayError | None = None
        self.reply: Reply | None = None

    async def send(self, call: Call) -> Reply:
        if call.safe:
            return await self._upstream.send(call)
        if self._failure is not None:
            raise self._failure.again()
        if self.reply is None:
            try:
                self.reply = await self._upstream.send(call)
            except GatewayError as error:
                self._failure = error
                raise
        return self.reply


def _token(reply: Reply | None, place: str) -> str | None:
    """The access token in an answer; `place`: the members that lead to it."""
    if reply is None or not 200 <= reply.status < 300:
        return None
    try:
        found = msgspec.json.decode(reply.body)
        for member in place.split("/"):
            found = found[member]
    except (*BROKEN, LookupError, TypeError):
        return None
    return found if isinstance(found, str) else None
