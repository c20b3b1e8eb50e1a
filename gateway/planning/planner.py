"""One operation's plans, remembered: one for each set of values that its conditions and rules have had."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, Generic, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    get_named_type,
    is_abstract_type,
    separate_operations,
    visit,
)

from gateway.auth.scopes import Decision, Rules, strictest
from gateway.auth.viewer import Viewer
from gateway.binding.blueprint import Blueprint
from gateway.planning.build import Builder
from gateway.planning.conditions import ConditionVariables
from gateway.planning.plan import Plan

MAX_VARIANTS = 32

T = TypeVar("T")


class OperationPlanner(Generic[T]):
    """Plans an operation of a valid document. `finish` makes of a plan what is kept: the plan itself, or its program.

    `guarded`: the fields of the operation that have rules, written `User.phone`, and the types that may come; `rules`: those
    rules, each once; `policies`: the policies that they ask for. `kept`: what others find out of the operation once, and
    remember for as long as it is. `only`: what is kept where nothing makes a difference, once it was asked for.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        finish: Callable[[Plan], T],
    ) -> None:
        self.operation = operation
        self._blueprint = blueprint
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._finish = finish
        self._conditions, self.guarded = _questions(blueprint, document, operation)
        self.rules = tuple(dict.fromkeys(chain.from_iterable(self.guarded.values())))
        asked = chain.from_iterable(chain.from_iterable(rule.policies for rule in self.rules))
        self.policies = frozenset(asked)
        self.kept: dict[Any, Any] = {}
        self.only: T | None = None
        self._variants: OrderedDict[tuple[Any, ...], T] = OrderedDict()

    def decisions(self, viewer: Viewer) -> tuple[Decision, ...]:
        """What the operation's rules say of a viewer, in the order of `rules`."""
        return tuple([rule.decide(viewer) for rule in self.rules])

    def variant(self, variables: Mapping[str, Any], viewer: Viewer) -> T:
        """What is kept for these values of the conditions and this viewer's permissions."""
        conditions = tuple([variables.get(name) for name in self._conditions]) if self._conditions else ()
        decisions = self.decisions(viewer) if self.rules else ()
        key = (conditions, decisions)
        kept = self._variants.get(key)
        if kept is None:
            kept = self._finish(self._plan(conditions, decisions))
            self._variants[key] = kept
            self.only = None if self._conditions or self.rules else kept
            if len(self._variants) > MAX_VARIANTS:
                self._variants.popitem(last=False)
        else:
            self._variants.move_to_end(key)
        return kept

    def widest(self, variables: Mapping[str, Any] | None) -> T:
        """What is kept when every rule grants, and every condition holds unless variables are given: for explain."""
        conditions = tuple(True if variables is None else variables.get(name) for name in self._conditions)
        return self._finish(self._plan(conditions, tuple(Decision.GRANTED for _ in self.rules)))

    def _plan(self, conditions: tuple[Any, ...], decisions: tuple[Decision, ...]) -> Plan:
        decided = dict(zip(self.rules, decisions, strict=True))
        values = dict(zip(self._conditions, conditions, strict=True))

        def decide(rules: Rules) -> Decision:
            return strictest(decided[rule] for rule in rules)

        return Builder(self._blueprint, self.fragments, values, decide).plan(self.operation)


def _questions(
    blueprint: Blueprint, document: DocumentNode, operation: OperationDefinitionNode
) -> tuple[tuple[str, ...], dict[str, Rules]]:
    """The variables of all `@skip` and `@include`, and the fields with rules, that an operation mentions."""
    type_info = TypeInfo(blueprint.schema)
    asked = _Questions(blueprint, type_info)
    alone = separate_operations(document)[operation.name.value if operation.name else ""]
    visit(alone, TypeInfoVisitor(type_info, asked))
    return tuple(asked.conditions), asked.guarded


class _Questions(ConditionVariables):
    def __init__(self, blueprint: Blueprint, type_info: TypeInfo) -> None:
        super().__init__()
        self.blueprint = blueprint
        self.type_info = type_info
        self.guarded: dict[str, Rules] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        permissions = self.blueprint.permissions
        for type_name in self._types(self.type_info.get_parent_type()):
            self._note(f"{type_name}.{node.name.value}", permissions.of(type_name, node.name.value))
        given = self.type_info.get_type()
        if given is not None and is_abstract_type(get_named_type(given)):
            for type_name in self._types(get_named_type(given)):
                self._note(type_name, permissions.types.get(type_name, ()))

    def _types(self, type_: Any) -> Iterable[str]:
        """A type, and those that it may turn out to be."""
        if type_ is None:
            return ()
        possible = self.blueprint.schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        return (type_.name, *(each.name for each in possible))

    def _note(self, place: str, rules: Rules) -> None:
        if rules:
            self.guarded[place] = rules
