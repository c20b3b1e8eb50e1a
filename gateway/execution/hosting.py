"""Programs of a bound schema: below a resolver, fields with a binding are what their binding says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo, is_non_null_type

from gateway.auth.scopes import Decision, Rule, owner_of, strictest
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.execution.hosted import HostedField, member_of
from gateway.execution.plain.fields import AnyField, Field, Place
from gateway.execution.plain.program import MAX_PROGRAMS, Program, ProgramKey, Same, key_of
from gateway.execution.plain.state import Execution
from gateway.execution.results import denied
from gateway.execution.run import make_hosted_runner
from gateway.execution.views import view_of_object, view_of_row, viewing
from gateway.planning.plan import Hosted
from gateway.planning.planner import OperationPlanner
from gateway.planning.shapes import Computed

Read = Callable[[Any], Any]


@dataclass(slots=True, eq=False)
class HostingProgram(Program):
    """`decisions`: what the operation's rules say of the viewer. `planned`: by parent, response key and nodes."""

    blueprint: Blueprint = field(kw_only=True)
    decisions: dict[Rule, Decision] = field(kw_only=True)
    planned: dict[tuple[Any, ...], Hosted] = field(kw_only=True)
    _computed: dict[Same, Field] = field(default_factory=dict)

    def computed(self, shape: Computed) -> Field:
        """A field that is made of fetched rows, whose rule the plan has decided."""
        known = self._computed.get(Same(shape))
        if known is None:
            parent = cast(GraphQLObjectType, self.schema.type_map[shape.type_name])
            definition = parent.fields[shape.nodes[0].name.value]
            seen = viewing(definition, view_of_row(self.schema, shape.reads))
            known = self._computed[Same(shape)] = self.resolved(
                parent, shape.slot.key, list(shape.nodes), seen
            )
        return known

    def field(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> AnyField | None:
        name = nodes[0].name.value
        bound, rules = (
            self.blueprint.bound(parent.name, name),
            self.blueprint.permissions.of(parent.name, name),
        )
        if name not in parent.fields or (bound is None and not rules):
            return super(HostingProgram, self).field(parent, key, nodes)
        binding = bound.binding if bound is not None else None
        if isinstance(binding, words.One | words.Many | words.Page):
            return self._hosted(parent, key, nodes)
        definition: GraphQLField = parent.fields[name]
        if isinstance(binding, words.Computed):
            definition = viewing(definition, view_of_object(binding.reads))
        read = _reads(binding)
        if read is None and not rules:
            return self.resolved(parent, key, nodes, definition)
        decision = strictest(self.decisions[rule] for rule in rules)
        resolve = _guarded(read, definition.resolve, decision, owner_of(rules))
        return self.resolved(parent, key, nodes, GraphQLField(definition.type, definition.args, resolve))

    def _hosted(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> HostedField:
        hosted = self.planned[parent.name, key, tuple(nodes)]
        place = Place(nodes, is_non_null_type(parent.fields[nodes[0].name.value].type))
        runner = make_hosted_runner(self.blueprint, hosted.stage)
        return HostedField(key, parent, place, runner, hosted.members)


def _reads(binding: words.Binding | None) -> Read | None:
    """How a binding reads an object; `None`: as the field's own resolver does."""
    match binding:
        case words.Constant(value):
            return lambda _: value
        case words.Whole():
            return lambda source: source
    return None


def _guarded(read: Read | None, own: Any, decision: Decision, owner: str | None) -> Callable[..., Any]:
    """A resolver that asks its rules first."""

    def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        _check(decision, owner, source, info.context.viewer.subject)
        return read(source) if read is not None else own(source, info, **arguments)

    return resolve


def _check(decision: Decision, owner: str | None, source: Any, subject: str | None) -> None:
    if decision is Decision.BY_ROW:
        decision = Decision.GRANTED if member_of(source, cast(str, owner)) == subject else Decision.FORBIDDEN
    if decision is not Decision.GRANTED:
        raise denied(decision)


def hosting_program(
    blueprint: Blueprint, planner: OperationPlanner[Any], run: Execution, hosted: tuple[Hosted, ...]
) -> HostingProgram:
    """The program of an operation for the viewer of an execution; `hosted`: what its plan says of bound fields."""
    decisions = planner.decisions(run.context_value.viewer)
    decided = tuple(zip(planner.rules, decisions, strict=True))
    return _program(Same(blueprint), key_of(run), decided, Same(hosted))


@lru_cache(MAX_PROGRAMS)
def _program(
    blueprint: Same, key: ProgramKey, decisions: tuple[tuple[Rule, Decision], ...], hosted: Same
) -> HostingProgram:
    return HostingProgram(
        blueprint.it.schema,
        key.fragments_by_name,
        dict(key.conditions),
        blueprint=blueprint.it,
        decisions=dict(decisions),
        planned={(field.parent, field.path[-1], field.nodes): field for field in hosted.it},
    )
