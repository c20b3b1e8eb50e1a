"""The waves: each stage's fetches in order of their depth, those of one wave side by side."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from gateway.binding.blueprint import Blueprint
from gateway.binding.vocabulary import INTEGER_ID, FromArgument, FromViewer
from gateway.errors import GatewayError
from gateway.execution import arguments as args
from gateway.execution.calls import Reader
from gateway.execution.columns import column
from gateway.execution.commands import Commander
from gateway.execution.compiled import Write, compile_stage
from gateway.execution.context import Context
from gateway.execution.decode import Decoder
from gateway.execution.port import Upstream
from gateway.execution.results import ROOT, Decoded, Fault, Index, PageOf, Refused, Results, denied, owns
from gateway.planning.plan import Fetch, FromRows, Stage
from gateway.planning.records import attribute
from gateway.planning.shapes import Resolved


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the fetches of one stage; made once a plan, used by many requests at once.

    `signing`: the stage's command, where that signs somebody in.
    """

    blueprint: Blueprint
    stage: Stage
    waves: tuple[tuple[Fetch, ...], ...]
    readers: Mapping[int, Reader | Commander]
    resolved: tuple[Resolved, ...]
    write: Write | None
    signing: Commander | None = None

    async def run(
        self,
        upstream: Upstream,
        context: Context,
        variables: Mapping[str, Any],
        given: Results | None = None,
    ) -> Results:
        """`given`: results that are there already, to which those of the fetches are added."""
        results = given or Results(context.viewer.subject)
        for wave in self.waves:
            indexes = [self._fetch(fetch, results, upstream, context, variables) for fetch in wave]
            done = [await indexes[0]] if len(indexes) == 1 else await asyncio.gather(*indexes)
            for fetch, decoded in zip(wave, done, strict=True):
                results.indexes[fetch.id] = decoded.index
                results.sound = results.sound and decoded.sound
        return results

    async def _fetch(
        self,
        fetch: Fetch,
        results: Results,
        upstream: Upstream,
        context: Context,
        variables: Mapping[str, Any],
    ) -> Decoded:
        reader = self.readers[fetch.id]
        if isinstance(reader, Commander):
            return await reader.run(upstream, context, variables)
        try:
            if isinstance(fetch.keys, FromRows):
                keys = list(keys_of(fetch.keys, results))
                return (
                    await reader.read(upstream, context, variables, keys) if keys else Decoded({}, sound=True)
                )
            if fetch.keys is None:
                return await reader.read(upstream, context, variables, ())
            key = self._root_key(fetch, context, variables)
            if key is None:
                return Decoded({ROOT: None}, sound=True)
            decoded = await reader.read(upstream, context, variables, [key])
            return Decoded({ROOT: decoded.index.get(key)}, decoded.sound)
        except GatewayError as error:
            return Decoded(_Everywhere(Fault(error)), sound=False)

    def _root_key(self, fetch: Fetch, context: Context, variables: Mapping[str, Any]) -> Any:
        """The key of a lookup at the root.

        Raises:
            BadInput: it is not one that the collection can have. Unauthenticated, Forbidden: the viewer may not see its rows.
        """
        if isinstance(fetch.keys, FromViewer):
            return _viewer_key(fetch, context.viewer.subject)
        assert isinstance(fetch.keys, FromArgument)
        key = args.arguments_of(self.blueprint.schema, fetch, variables)[fetch.keys.name]
        args.check_id(fetch.id_pattern, key, fetch.keys.name)
        if fetch.denied is not None:
            raise denied(fetch.denied)
        return int(key) if fetch.integer_keys else key


def _viewer_key(fetch: Fetch, subject: str | None) -> Any:
    """The viewer's own key; nobody has one, nor has a subject that cannot be an id here."""
    if subject is None or not fetch.integer_keys:
        return subject
    return int(subject) if re.fullmatch(INTEGER_ID, subject) else None


class _Everywhere(dict[Any, Any]):
    """An index that has the same Fault at every key: the call could not even be made."""

    def __init__(self, fault: Fault) -> None:
        super().__init__({ROOT: fault})
        self.fault = fault

    def __missing__(self, _key: Any) -> Fault:
        return self.fault

    def get(self, _key: Any, _default: Any = None) -> Any:
        return self.fault


def make_runner(blueprint: Blueprint, stage: Stage) -> Runner:
    readers = {fetch.id: _reader(blueprint, fetch) for fetch in stage.fetches}
    resolved = tuple(field for field in stage.shape.fields if isinstance(field, Resolved))
    commands = (reader for reader in readers.values() if isinstance(reader, Commander))
    signing = next((commander for commander in commands if commander.command.signs_in), None)
    return Runner(blueprint, stage, tuple(stage.waves()), readers, resolved, compile_stage(stage), signing)


def make_hosted_runner(blueprint: Blueprint, stage: Stage) -> Runner:
    """The runner of a stage whose first keys are of objects that are there already; what it gives is never compiled."""
    readers = {fetch.id: _reader(blueprint, fetch) for fetch in stage.fetches}
    return Runner(blueprint, stage, tuple(stage.waves()), readers, (), None)


def _reader(blueprint: Blueprint, fetch: Fetch) -> Reader | Commander:
    if fetch.command is not None:
        return Commander(blueprint.schema, fetch, fetch.command, Decoder(fetch), blueprint.collections)
    return Reader(blueprint.schema, fetch)


def keys_of(source: FromRows, results: Results) -> Iterable[Any]:
    """The keys that the rows of a fetch hold, each once, in the order of the rows; none for null, absent and faulty ones."""
    rows = rows_at(results.indexes[source.fetch], source.trail, sound=results.sound)
    if source.owner is not None:
        owner = attribute(source.owner)
        rows = [row for row in rows if owns(results.subject, getattr(row, owner))]
    keys = dict.fromkeys(column(source.member)(rows))
    keys.pop(None, None)
    if results.sound:
        return keys
    return [key for key in keys if key is not UNSET and not isinstance(key, Fault)]


def rows_at(index: Index, trail: tuple[str, ...], *, sound: bool) -> Iterable[Any]:
    """The rows of an index, or the objects at the end of a trail into them; none that are null, absent or at fault."""
    return _places(_rows_of(index, sound=sound), trail)


def _rows_of(index: Index, *, sound: bool) -> Iterable[Any]:
    rows: list[Any] = []
    for value in index.values():
        if isinstance(value, PageOf | list):
            found = value if isinstance(value, list) else value.rows
            rows.extend(found if sound else [row for row in found if not isinstance(row, Fault)])
        elif value is not None and not isinstance(value, Fault | Refused):
            rows.append(value)
    return rows


def _places(rows: Iterable[Any], trail: tuple[str, ...]) -> Iterable[Any]:
    """The objects at the end of a trail of members, lists on the way opened."""
    for member in trail:
        name = attribute(member)
        rows = [place for row in rows for place in _opened(getattr(row, name))]
    return rows


def _opened(value: Any) -> Iterable[Any]:
    if isinstance(value, list):
        return (place for item in value for place in _opened(item))
    return () if value is None or value is UNSET or isinstance(value, Fault) else (value,)
