"""The fetches of a stage, each made ready by where its keys come from."""

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLSchema

from gateway.binding.blueprint import Blueprint
from gateway.binding.vocabulary import INTEGER_ID, FromArgument, FromViewer
from gateway.errors import BadInput
from gateway.execution import arguments as args
from gateway.execution.calls import Reader
from gateway.execution.commands import Commander
from gateway.execution.context import Context
from gateway.execution.decode import Decoder
from gateway.execution.port import Upstream
from gateway.execution.results import ROOT, Decoded, Results
from gateway.execution.rows import keys_of
from gateway.planning.plan import Fetch, FromRows

Variables = Mapping[str, Any]


class Step(Protocol):
    def start(
        self, results: Results, upstream: Upstream, context: Context, variables: Variables
    ) -> Awaitable[Decoded]:
        """Begin; what is awaited gives the rows, with a Fault wherever there are none."""
        ...


def step_of(blueprint: Blueprint, fetch: Fetch) -> Step:
    if fetch.command is not None:
        commander = Commander(blueprint.schema, fetch, fetch.command, Decoder(fetch), blueprint.collections)
        return RunCommand(commander)
    reader = Reader(blueprint.schema, fetch)
    if fetch.keys is None:
        return ReadAll(reader)
    if isinstance(fetch.keys, FromRows):
        return ReadRelated(reader, fetch.keys)
    return LookUp(reader, blueprint.schema, fetch.keys)


@dataclass(frozen=True, slots=True)
class ReadAll:
    """Reads the page or the list at the root."""

    reader: Reader

    def start(
        self, _: Results, upstream: Upstream, context: Context, variables: Variables
    ) -> Awaitable[Decoded]:
        return self.reader.read(upstream, context, variables, ())


@dataclass(frozen=True, slots=True)
class ReadRelated:
    """Reads the rows that other rows name."""

    reader: Reader
    source: FromRows

    def start(
        self, results: Results, upstream: Upstream, context: Context, variables: Variables
    ) -> Awaitable[Decoded]:
        keys = keys_of(self.source, results)
        return self.reader.read(upstream, context, variables, keys) if keys else _nothing()


async def _nothing() -> Decoded:
    return Decoded({}, sound=True)


@dataclass(frozen=True, slots=True)
class LookUp:
    """Reads one row, whose key is an argument or the viewer."""

    reader: Reader
    schema: GraphQLSchema
    source: FromArgument | FromViewer

    async def start(self, _: Results, upstream: Upstream, context: Context, variables: Variables) -> Decoded:
        try:
            key = self._key(context, variables)
        except BadInput as error:
            return Decoded.fault(error, ())
        if key is None:
            return Decoded({ROOT: None}, sound=True)
        decoded = await self.reader.read(upstream, context, variables, [key])
        return Decoded({ROOT: decoded.index.get(key)}, decoded.sound)

    def _key(self, context: Context, variables: Variables) -> Any:
        """
        Raises:
            BadInput: it is not one that the collection can have.
        """
        fetch = self.reader.fetch
        if isinstance(self.source, FromViewer):
            return _viewer_key(fetch, context.viewer.subject)
        key = args.arguments_of(self.schema, fetch, variables)[self.source.name]
        args.check_id(fetch.id_pattern, key, self.source.name)
        return int(key) if fetch.integer_keys else key


def _viewer_key(fetch: Fetch, subject: str | None) -> Any:
    """The viewer's own key; nobody has one, nor has a subject that cannot be an id here."""
    if subject is None or not fetch.integer_keys:
        return subject
    return int(subject) if re.fullmatch(INTEGER_ID, subject) else None


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Sends a command."""

    commander: Commander

    def start(
        self, _: Results, upstream: Upstream, context: Context, variables: Variables
    ) -> Awaitable[Decoded]:
        return self.commander.run(upstream, context, variables)
