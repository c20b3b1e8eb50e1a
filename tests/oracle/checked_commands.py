"""What the oracle makes of commands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLResolveInfo

from gateway.auth.viewer import Viewer
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.errors import (
    Forbidden,
    ServiceRateLimited,
    ServiceRefused,
    ServiceTimeout,
    ServiceUnavailable,
    Unauthenticated,
)
from tests.oracle.checked_calls import Calls
from tests.oracle.checked_values import Row, wrong
from tests.oracle.stock import Problem

#: The payload of a command that was refused: its fields have no row.
REFUSED = object()

UserErrors = list[dict[str, Any]]


@dataclass
class Commands:
    """`errors`: those of the last command that was refused."""

    blueprint: Blueprint
    calls: Calls
    viewer: Viewer
    errors: UserErrors = field(default_factory=list)

    def resolve(self, binding: words.Command, info: GraphQLResolveInfo, given: Mapping[str, Any]) -> Any:
        declared: Any = self.blueprint.schema.type_map[info.parent_type.name]
        fields = declared.fields[info.field_name].args["input"].type.of_type.fields
        names = {f.out_name or name: name for name, f in fields.items()}
        self.errors = self._mistakes(binding, given, names)
        if self.errors:
            return REFUSED
        self.calls.serial += 1
        match self.calls.stock.done:
            case "down":
                raise ServiceUnavailable("shop", detail="down")
            case "garbled":
                raise wrong()
            case Problem() as problem:
                self.errors = self._problem(binding, problem, names)
                return REFUSED
            case dict() as done:
                return Row("", {**done, "serial": self.calls.serial}, binding.service)
        return Row("", {}, binding.service)

    def told(self, binding: words.Binding) -> Any:
        """A field of the payload of a command that was refused."""
        if isinstance(binding, words.UserErrors):
            return self.errors
        return False if isinstance(binding, words.Succeeded) else None

    def _mistakes(
        self, binding: words.Command, given: Mapping[str, Any], names: Mapping[str, str]
    ) -> UserErrors:
        """What can be seen before anything is sent."""
        mistakes = []
        for member, target in binding.ids.items():
            pattern = self.blueprint.collections[target].id_pattern
            if pattern and not re.fullmatch(pattern, given[names[member]]):
                message = f"`{names[member]}` is not an id of the kind that is wanted here."
                mistakes.append(_user_error("BAD_USER_INPUT", message, names[member]))
        key = given.get(names[binding.key_header]) if binding.key_header else None
        if key is not None and not re.fullmatch(r"[!-~]{1,255}", key):
            message = "An idempotency key is 1 to 255 visible ASCII characters."
            mistakes.append(_user_error("BAD_USER_INPUT", message, names[binding.key_header or ""]))
        return mistakes

    def _problem(self, binding: words.Command, problem: Problem, names: Mapping[str, str]) -> UserErrors:
        status, code = problem.status, problem.code
        known = {401: Unauthenticated(), 403: Forbidden(), 429: ServiceRateLimited("shop", detail="")}
        if status in known:
            raise known[status]
        if status >= 500:
            raise (ServiceTimeout if status == 504 else ServiceUnavailable)("shop", detail="")
        if code is None:
            raise ServiceRefused("shop", detail="")
        pointers = {pointer: names[member] for member, pointer in binding.body.items()}
        pointers |= {f"/{m}": name for m, name in names.items() if m not in binding.body and m in ("kind",)}
        if problem.errors:
            return [_user_error(each, "Wrong.", pointers.get(at)) for at, each in problem.errors]
        named = [names[member] for member in binding.ids] if status in (404, 409) else None
        if code.startswith("IDEMPOTENCY_KEY"):
            named = [names[binding.key_header]] if binding.key_header else None
        return [{"code": code, "message": "Refused.", "field": named}]


def _user_error(code: str, message: str, name: str | None) -> dict[str, Any]:
    return {"code": code, "message": message, "field": None if name is None else [name]}
