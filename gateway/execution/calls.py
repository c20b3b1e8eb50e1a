"""Fetches to calls, and their answers to indexes of rows."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from graphql import GraphQLSchema

from gateway.errors import BadInput, GatewayError
from gateway.execution import arguments as args
from gateway.execution.context import Context
from gateway.execution.decode import NO_PAGE, Decoder, PageAsked
from gateway.execution.numbered import Numbered
from gateway.execution.port import Call, Reply, Upstream
from gateway.execution.problems import read_error
from gateway.execution.results import Decoded
from gateway.planning.plan import Answer, Fetch
from gateway.planning.sameness import has_variable

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The part of a query string that a field's arguments make, and the page that they ask for."""

    query: str = ""
    page: PageAsked = NO_PAGE


class Reader:
    """Makes the calls of one fetch that reads, and decodes what they answer."""

    def __init__(self, schema: GraphQLSchema, fetch: Fetch) -> None:
        self.fetch = fetch
        self._numbered = None
        if fetch.paging is not None and fetch.answer is Answer.PAGE:
            self._numbered = Numbered(fetch, fetch.paging)
        self.decoder = Decoder(replace(fetch, answer=Answer.LIST) if self._numbered else fetch)
        self._schema = schema
        by_key = fetch.answer in (Answer.ROW, Answer.ROWS)
        self._constant: Parameters | None = Parameters() if by_key else None
        self._most_keys = 1 if fetch.fan_out else fetch.max_keys

    async def read(
        self, upstream: Upstream, context: Context, variables: Mapping[str, Any], keys: Sequence[Any]
    ) -> Decoded:
        """All rows for these keys (none: the page of the root), in as few calls as the service's maximum allows."""
        try:
            parameters = self._constant or self._parameters(variables)
            if len(keys) > self._most_keys:
                return await self._in_chunks(upstream, context, variables, keys)
            reply = await upstream.send(self._request(context, parameters.query, keys))
        except GatewayError as error:
            return Decoded.fault(error, keys)
        if reply.status != 200:
            return self._refused(reply, keys)
        decoded = self.decoder.decode(reply.body, keys, parameters.page)
        if decoded.broken:
            reply.is_broken()
        return decoded if self._numbered is None else self._numbered.paged(decoded, reply, parameters.page)

    async def _in_chunks(
        self, upstream: Upstream, context: Context, variables: Mapping[str, Any], keys: Sequence[Any]
    ) -> Decoded:
        """More keys than one call takes: calls side by side, of `fan_out` no more than that."""
        size = self._most_keys
        chunks = [keys[i : i + size] for i in range(0, len(keys), size)]
        room = asyncio.Semaphore(self.fetch.fan_out or len(chunks))

        async def read(chunk: Sequence[Any]) -> Decoded:
            async with room:
                return await self.read(upstream, context, variables, chunk)

        parts = await asyncio.gather(*map(read, chunks))
        index = {key: value for part in parts for key, value in part.index.items()}
        return Decoded(index, all(part.sound for part in parts))

    def _parameters(self, variables: Mapping[str, Any]) -> Parameters:
        """The arguments' parameters; those of a field without variables are made once."""
        arguments = args.arguments_of(self._schema, self.fetch, variables)
        pairs = args.query_parameters(self._schema, self.fetch, arguments)
        paged = self.fetch.answer in (Answer.PAGE, Answer.PAGES)
        page = PageAsked(int(pairs[0][1]), arguments.get("after")) if paged else NO_PAGE
        if self._numbered is not None:
            pairs = self._numbered.query(pairs, page)
        parameters = Parameters(urlencode(pairs, quote_via=quote), page)
        if not any(has_variable(argument) for argument in self.fetch.field.arguments):
            self._constant = parameters
        return parameters

    def _refused(self, reply: Reply, keys: Sequence[Any]) -> Decoded:
        if self.fetch.fan_out and reply.status == 404:
            return Decoded({}, sound=True)
        return Decoded.fault(read_error(self.fetch.service.name, reply), keys)

    def _request(self, context: Context, parameters: str, keys: Sequence[Any]) -> Call:
        fetch = self.fetch
        path, query = fetch.path, parameters
        if fetch.fan_out:
            path = f"{path}/{_segment(keys[0])}"
        elif keys:
            asked = _keys_query(fetch.by or fetch.key, keys, comma=fetch.comma)
            query = f"{asked}&{parameters}" if parameters else asked
        return Call(
            service=fetch.service.name,
            method="GET",
            path=path,
            template=fetch.path,
            query=query,
            headers=headers_of(context, identified=not fetch.public),
            expires_at=context.expires_at,
            identity=None if fetch.public else context.viewer.identity,
            fetch=fetch.id,
        )


def _keys_query(by: str, keys: Sequence[Any], *, comma: bool) -> str:
    """`id=a&id=b`, or `id=a,b`. Ids are of characters that need no encoding nearly always, which one look tells for all."""
    texts = list(map(str, keys))
    if not _UNRESERVED.fullmatch("".join(texts)):
        texts = [quote(text, safe="") for text in texts]
    return f"{by}=" + ("," if comma else f"&{by}=").join(texts)


def headers_of(context: Context, *, identified: bool) -> tuple[tuple[str, str], ...]:
    """What every call carries: the request's id and trace, and who asks."""
    headers = [("X-Request-Id", context.request_id)]
    if context.traceparent:
        headers.append(("traceparent", context.traceparent))
    if identified and context.viewer.token:
        headers.append(("Authorization", f"Bearer {context.viewer.token}"))
    return tuple(headers)


def fill_path(template: str, members: Mapping[str, Any]) -> str:
    """`/items/{item_id}` with its members percent-encoded, so that none of them can leave its segment.

    Raises:
        BadInput: a member cannot be one.
    """
    return re.sub(r"\{(\w+)\}", lambda m: _segment(members[m[1]]), template)


def _segment(value: Any) -> str:
    text = quote(str(value), safe="")
    if text in ("", ".", ".."):  # Encoded dots lead out of their place just as well (RFC 3986, 6.2.2.3).
        raise BadInput("This value cannot stand in a path.")
    return text
