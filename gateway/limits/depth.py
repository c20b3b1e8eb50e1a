"""How deep fields are nested; introspection has a rule of its own."""

from graphql import FieldNode, OperationDefinitionNode

from gateway.limits.fold import Counted, Fold, Fragments
from gateway.limits.introspection import ROOTS
from gateway.limits.rule import Rule


def _measure(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    return Fold(fragments, _depth, max).of(operation.selection_set)


def _depth(node: Counted, below: int) -> int:
    if not isinstance(node, FieldNode):
        return below
    return 1 if node.name.value in ROOTS else 1 + below


DEPTH = Rule(code="MAX_DEPTH_LIMIT", sentence="Fields may be nested {most} deep at most.", measure=_measure)
