"""Fetches to calls, and their answers to indexes of rows."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode

from graphql import GraphQLSchema

from gateway.errors import GatewayError
from gateway.execution import arguments as args
from gateway.execution.context import Context
from gateway.execution.decode import Decoder
from gateway.execution.port import Call, Upstream
from gateway.execution.problems import read_error
from gateway.execution.results import ROOT, Decoded
from gateway.planning.plan import Answer, Fetch


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes the calls of one fetch that reads, and decodes what they answer."""

    schema: GraphQLSchema
    fetch: Fetch
    decoder: Decoder

    async def read(
        self, upstream: Upstream, context: Context, variables: Mapping[str, Any], keys: Sequence[Any]
    ) -> Decoded:
        """All rows for these keys (none: the page of the root), in as few calls as the service's maximum allows."""
        fetch = self.fetch
        parameters, after = [], None
        if fetch.answer in (Answer.PAGE, Answer.PAGES):
            arguments = args.arguments_of(self.schema, fetch, variables)
            parameters, after = args.page_parameters(self.schema, fetch, arguments), arguments.get("after")
        if fetch.keys is None:
            return await self._call(upstream, self._query(context, parameters, ()), (), after)
        size = 1 if fetch.fan_out else fetch.max_keys
        chunks = [keys[i : i + size] for i in range(0, len(keys), size)]
        calls = [self._query(context, parameters, chunk) for chunk in chunks]
        if len(calls) == 1:
            return await self._call(upstream, calls[0], keys, after)
        room = asyncio.Semaphore(fetch.fan_out or len(chunks) or 1)
        parts = await asyncio.gather(
            *(self._bounded(room, upstream, c, k, after) for c, k in zip(calls, chunks, strict=True))
        )
        index = {key: value for part in parts for key, value in part.index.items()}
        return Decoded(index, all(part.sound for part in parts))

    async def _bounded(
        self, room: asyncio.Semaphore, upstream: Upstream, call: Call, keys: Sequence[Any], after: str | None
    ) -> Decoded:
        async with room:
            return await self._call(upstream, call, keys, after)

    async def _call(self, upstream: Upstream, call: Call, keys: Sequence[Any], after: str | None) -> Decoded:
        try:
            reply = await upstream.send(call)
        except GatewayError as error:
            return Decoded.fault(error, keys)
        if self.fetch.fan_out and reply.status == 404:
            return Decoded({}, sound=True)
        if reply.status != 200:
            return Decoded.fault(read_error(self.fetch.service.name, reply), keys)
        if self.fetch.fan_out:
            single = self.decoder.decode(reply.body, (), after)
            return Decoded({keys[0]: single.index[ROOT]}, single.sound)
        return self.decoder.decode(reply.body, keys, after)

    def _query(self, context: Context, parameters: Sequence[tuple[str, str]], keys: Sequence[Any]) -> Call:
        fetch = self.fetch
        path = f"{fetch.path}/{quote(str(keys[0]), safe='')}" if fetch.fan_out else fetch.path
        by = cast(str, fetch.by)
        query = [] if fetch.fan_out else [(by, str(key)) for key in keys]
        return Call(
            service=fetch.service.name,
            method="GET",
            path=path,
            template=fetch.path,
            query=urlencode([*query, *parameters], quote_via=quote),
            headers=headers_of(context, identified=not fetch.public),
            expires_at=context.expires_at,
        )


def headers_of(context: Context, *, identified: bool) -> tuple[tuple[str, str], ...]:
    """What every call carries: the request's id and trace, and who asks."""
    headers = [("X-Request-Id", context.request_id)]
    if context.traceparent:
        headers.append(("traceparent", context.traceparent))
    if identified and context.viewer.token:
        headers.append(("Authorization", f"Bearer {context.viewer.token}"))
    return tuple(headers)


def fill_path(template: str, members: Mapping[str, Any]) -> str:
    """`/items/{item_id}` with its members percent-encoded, so that none of them can leave its segment."""
    return re.sub(r"\{(\w+)\}", lambda m: quote(str(members[m[1]]), safe=""), template)
