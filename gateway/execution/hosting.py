"""Programs of a bound schema: below a resolver, fields with a binding are what their binding says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo, is_non_null_type

from gateway.auth.scopes import Decision, Rule
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from gateway.errors import Forbidden, Unauthenticated
from gateway.execution.hosted import HostedField, member_of
from gateway.execution.plain.fields import AnyField, Field, Place
from gateway.execution.plain.program import MAX_PROGRAMS, Program, ProgramKey, Same, key_of
from gateway.execution.plain.state import Execution
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
        bound = self.blueprint.bound(parent.name, name)
        if bound is None or name not in parent.fields:
            return super(HostingProgram, self).field(parent, key, nodes)
        if isinstance(bound.binding, words.One | words.Many | words.Page):
            return self._hosted(parent, key, nodes)
        definition: GraphQLField = parent.fields[name]
        if isinstance(bound.binding, words.Computed):
            definition = viewing(definition, view_of_object(bound.binding.reads))
        read = _reads(bound.binding)
        if read is None and bound.rule is None:
            return self.resolved(parent, key, nodes, definition)
        resolve = _guarded(read, definition.resolve, bound.rule, self.decisions)
        return self.resolved(parent, key, nodes, GraphQLField(definition.type, definition.args, resolve))

    def _hosted(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> HostedField:
        hosted = self.planned[parent.name, key, tuple(nodes)]
        place = Place(nodes, is_non_null_type(parent.fields[nodes[0].name.value].type))
        runner = make_hosted_runner(self.blueprint, hosted.stage)
        return HostedField(key, parent, place, runner, hosted.members)


def _reads(binding: words.Binding) -> Read | None:
    """How a binding reads an object; `None`: as the field's own resolver does."""
    match binding:
        case words.Constant(value):
            return lambda _: value
        case words.Whole():
            return lambda source: source
    return None


def _guarded(
    read: Read | None, own: Any, rule: Rule | None, decisions: dict[Rule, Decision]
) -> Callable[..., Any]:
    """A resolver that asks the rule first."""

    def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        if rule is not None:
            _check(decisions[rule], rule, source, info.context.viewer.subject)
        return read(source) if read is not None else own(source, info, **arguments)

    return resolve


def _check(decision: Decision, rule: Rule, source: Any, subject: str | None) -> None:
    if decision is Decision.UNAUTHENTICATED:
        raise Unauthenticated()
    if decision is Decision.FORBIDDEN:
        raise Forbidden()
    if decision is Decision.BY_ROW and member_of(source, cast(str, rule.owner)) != subject:
        raise Forbidden()


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
