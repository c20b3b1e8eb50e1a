"""graphql-core over checked rows: each fault is a resolver that raises the error that the gateway should tell.

What a binding means, said once more and as plainly as can be: a resolver a field, a look at the stock a resolver.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, cast

from graphql import (
    GraphQLObjectType,
    GraphQLResolveInfo,
    build_schema,
    default_field_resolver,
    is_abstract_type,
    print_schema,
)

from gateway.auth.scopes import Decision, Rules, owner_of, strictest
from gateway.auth.viewer import Viewer
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.errors import BadInput, Forbidden, GatewayError, Unauthenticated
from tests.oracle.checked_calls import Calls, Page
from tests.oracle.checked_commands import REFUSED, Commands
from tests.oracle.checked_values import Row, checked, is_key, sound, wrong
from tests.oracle.shops import made
from tests.oracle.stock import Stock

Resolver = Callable[..., Any]
Members = Mapping[str, Any]


class Oracle:
    """The schema of a blueprint with resolvers; `stock` and `viewer` are those of the case at hand."""

    viewer: Viewer
    calls: Calls
    commands: Commands

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.schema = build_schema(print_schema(blueprint.schema), assume_valid_sdl=True)
        for name, type_ in self.schema.type_map.items():
            if is_abstract_type(type_):
                cast(Any, type_).resolve_type = lambda row, *_: row.type_name
            if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
                self._set_resolvers(type_)

    def begin(self, stock: Stock, viewer: Viewer) -> None:
        """Begin a case."""
        self.viewer = viewer
        self.calls = Calls(self.blueprint, stock)
        self.commands = Commands(self.blueprint, self.calls, viewer)

    def _set_resolvers(self, type_: GraphQLObjectType) -> None:
        for name, field in type_.fields.items():
            bound = self.blueprint.bound(type_.name, name)
            if bound is None:
                own = self.blueprint.schema.type_map[type_.name].fields[name].resolve  # type: ignore[attr-defined]
                field.resolve = _now(own) if own is not None else None
            else:
                field.resolve = self._resolver(type_, name, bound)

    def _resolver(self, parent: GraphQLObjectType, name: str, bound: words.Bound) -> Resolver:
        declared = self.blueprint.schema.type_map[parent.name].fields[name]  # type: ignore[attr-defined]
        python_names = {at: argument.out_name or at for at, argument in declared.args.items()}

        def resolve(source: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
            self._check_rules(self.blueprint.permissions.of(parent.name, name), source)
            if source is REFUSED:
                return self.commands.told(bound.binding)
            arguments = {python_names[at]: value for at, value in given.items()}
            return self._resolved(source, info, bound, arguments)

        return resolve

    def _resolved(self, source: Any, info: GraphQLResolveInfo, bound: words.Bound, arguments: Members) -> Any:
        match bound.binding:
            case words.Member():
                return self._member(source, info, bound)
            case words.Whole():
                return source
            case words.Constant(value):
                return value
            case words.Computed(reads, fields):
                return made(sound(self._read(source, info, fields[reads[0]])))
            case words.One(target, key, by, fan_out):
                value = key_of(source, key)
                return None if value is None else self.calls.row(target, value, by=by, single=bool(fan_out))
            case words.Many() | words.Page():
                return self._rows(source, info, bound.binding, arguments)
            case words.Lookup():
                return self._lookup(bound.binding, arguments)
            case words.Command():
                return self.commands.resolve(bound.binding, info, arguments["input"])
            case words.Succeeded():
                return True
        return []

    def _check_rules(self, rules: Rules, source: Any) -> None:
        decision = strictest(rule.decide(self.viewer) for rule in rules)
        if decision is Decision.UNAUTHENTICATED:
            raise Unauthenticated()
        if decision is Decision.FORBIDDEN:
            raise Forbidden()
        if decision is Decision.BY_ROW and source is not REFUSED:
            named = key_of(source, cast(str, owner_of(rules)))
            if named is None or str(named) != self.viewer.subject:
                raise Forbidden()

    def _member(self, source: Any, info: GraphQLResolveInfo, bound: words.Bound) -> Any:
        if not isinstance(source, Row):
            return default_field_resolver(source, info)
        binding = cast(words.Member, bound.binding)
        name = source.service.member(binding.name) if binding.inferred else binding.name
        if name in source.members:
            return checked(source.members[name], info.return_type, source.service)
        if name in source.withheld and self.blueprint.permissions.of(info.parent_type.name, info.field_name):
            raise Forbidden()
        return None if binding.absent_is_null else wrong()

    def _read(self, source: Any, info: GraphQLResolveInfo, name: str) -> Any:
        """What a computed field is made of: another field of its row, whose rule is not asked."""
        bound = cast(words.Bound, self.blueprint.bound(info.parent_type.name, name))
        binding = cast(words.Member, bound.binding)
        if binding.name not in source.members:
            return wrong()
        return checked(source.members[binding.name], info.parent_type.fields[name].type, source.service)

    def _rows(
        self, source: Any, info: GraphQLResolveInfo, binding: words.Many | words.Page, arguments: Members
    ) -> Any:
        key = key_of(source, binding.key) if binding.by else None
        if binding.by and key is None:
            return None
        self._check_ids(binding.ids, arguments)
        names = {"first": "first", "after": "after"} | dict(binding.parameters)
        filters = {names.get(n, n): _text(v) for n, v in arguments.items() if v is not None}
        if isinstance(binding, words.Many):
            return self.calls.rows(binding, key, filters)
        default = info.parent_type.fields[info.field_name].args["first"].default_value
        first = default if arguments.get("first") is None else arguments["first"]
        if not 1 <= first <= self.blueprint.page_size.most:
            raise BadInput("first")
        return self.calls.page(binding, key, Page(first, arguments.get("after")), filters)

    def _check_ids(self, ids: Members, arguments: Members) -> None:
        for argument, target in ids.items():
            pattern = self.blueprint.collections[target].id_pattern
            value = arguments.get(argument)
            if value is not None and pattern and not re.fullmatch(pattern, value):
                raise BadInput("id")

    def _lookup(self, binding: words.Lookup, arguments: Members) -> Any:
        if isinstance(binding.key, words.FromViewer):
            subject = self.viewer.subject
            return None if subject is None else self.calls.found(binding.target, subject)
        key = arguments[binding.key.name]
        if binding.by:
            return self.calls.row(binding.target, key, by=binding.by, fold=binding.ignore_case)
        entities = self.blueprint.entities(binding.target)
        fitting = [e for e in entities if self._fits(e, key)]
        if not fitting:
            raise BadInput("id")
        return self.calls.found(fitting[0], key)

    def _fits(self, entity: str, key: str) -> bool:
        pattern = self.blueprint.collections[entity].id_pattern
        return pattern is None or re.fullmatch(pattern, key) is not None


def key_of(source: Any, name: str) -> Any:
    """A member that a relation is followed by, or that names an owner.

    Raises:
        GatewayError: it is none.
    """
    members = source.members if isinstance(source, Row) else source
    if name in members and (members[name] is None or is_key(members[name])):
        return members[name]
    raise wrong()


def _text(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _now(resolve: Resolver) -> Resolver:
    """A coroutine function of the schema's own, called without a loop: none of them waits."""

    def resolved(*arguments: Any, **given: Any) -> Any:
        try:
            resolve(*arguments, **given).send(None)
        except StopIteration as done:
            return done.value
        raise GatewayError()

    return resolved
