"""Commands: input to a call, its answer to a payload's row or to user errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec
from graphql import GraphQLSchema

from gateway.binding.vocabulary import Collection, Command
from gateway.errors import BadInput, GatewayError
from gateway.execution import arguments as args
from gateway.execution.calls import fill_path, headers_of
from gateway.execution.context import Context
from gateway.execution.decode import NO_PAGE, Decoder
from gateway.execution.port import Call, Upstream
from gateway.execution.problems import NamedBy, refusal
from gateway.execution.results import ROOT, Decoded, Fault, Refusal, Refused
from gateway.planning.plan import Fetch


@dataclass(frozen=True, slots=True)
class Commander:
    """Makes the call of one command."""

    schema: GraphQLSchema
    fetch: Fetch
    command: Command
    decoder: Decoder
    collections: Mapping[str, Collection]

    async def run(self, upstream: Upstream, context: Context, variables: Mapping[str, Any]) -> Decoded:
        """The answer's row, a Fault, or what the caller did wrong."""
        names = self._input_names()
        try:
            given = args.arguments_of(self.schema, self.fetch, variables).get("input", {})
            refused = self._refused_input(given, names)
            if refused is not None:
                return Decoded({ROOT: refused}, sound=False)
            reply = await upstream.send(self._call(context, given))
        except GatewayError as error:
            return Decoded.fault(error, ())
        if not 200 <= reply.status < 300:
            pointers = {pointer: names[member] for member, pointer in self._pointers(names).items()}
            outcome = refusal(self.fetch.service.name, reply, pointers, self._named_by(names))
            return Decoded({ROOT: outcome if isinstance(outcome, Refused) else Fault(outcome)}, sound=False)
        decoded = self.decoder.decode(reply.body or b"{}", (), NO_PAGE)
        if decoded.broken:
            reply.is_broken()
        return decoded

    def _call(self, context: Context, given: Mapping[str, Any]) -> Call:
        command = self.command
        members = {**given, "viewer": context.viewer.subject}
        headers = [*headers_of(context, identified=True), ("Content-Type", "application/json")]
        if command.client_address and context.client:
            headers.append(("X-Forwarded-For", context.client))
        key = given.get(command.key_header) if command.key_header else None
        if key is not None:
            headers.append(("Idempotency-Key", key))
        return Call(
            service=command.service.name,
            method=command.method,
            path=fill_path(command.path, members),
            template=command.path,
            headers=tuple(headers),
            body=msgspec.json.encode(self._body(given)),
            expires_at=context.expires_at,
            fetch=self.fetch.id,
            idempotent=key is not None,
        )

    def _body(self, given: Mapping[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for member, pointer in self._pointers(given).items():
            *parents, last = pointer.split("/")[1:]
            place = body
            for parent in parents:
                place = place.setdefault(parent, {})
            place[last] = self._member(member, given[member])
        return body

    def _member(self, name: str, value: Any) -> Any:
        """A member of the input as the service writes it; ids have been checked before."""
        if isinstance(value, Enum):
            return value.value
        as_integer = name in self.command.ids and self.command.service.id_type is int
        return int(value) if as_integer and value is not None else value

    def _pointers(self, members: Iterable[str]) -> dict[str, str]:
        """Those of these members of the input that stand in the body -> where."""
        elsewhere = {name for name in members if f"{{{name}}}" in self.command.path} | {
            self.command.key_header
        }
        place, member = self.command.body, self.command.service.member
        return {name: place.get(name, f"/{member(name)}") for name in members if name not in elsewhere}

    def _named_by(self, names: Mapping[str, str]) -> NamedBy:
        ids = tuple(names[member] for member in self.command.ids)
        return NamedBy(ids or None, (names[self.command.key_header],) if self.command.key_header else None)

    def _input_names(self) -> dict[str, str]:
        """Python names of the input's members -> their GraphQL names."""
        field = self.schema.type_map[self.fetch.type_name].fields[self.fetch.field.name.value]  # type: ignore[attr-defined]
        return {f.out_name or name: name for name, f in field.args["input"].type.of_type.fields.items()}

    def _refused_input(self, given: Mapping[str, Any], names: Mapping[str, str]) -> Refused | None:
        """Malformed ids and keys are the caller's mistakes, found before anything is sent."""
        errors = []
        for member, entity in self.command.ids.items():
            try:
                args.check_id(self.collections[entity].id_pattern, given[member], names[member])
            except BadInput as error:
                errors.append(Refusal(error.code, error.message, (names[member],)))
        key = given.get(self.command.key_header or "")
        if key is not None and not (0 < len(key) < 256 and all("!" <= c <= "~" for c in key)):
            message = "An idempotency key is 1 to 255 visible ASCII characters."
            errors.append(Refusal("BAD_USER_INPUT", message, (names[self.command.key_header or ""],)))
        return Refused(tuple(errors)) if errors else None
