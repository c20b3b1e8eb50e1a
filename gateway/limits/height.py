"""How many fields are selected; the same field twice counts twice, for it is work twice."""

from graphql import FieldNode, OperationDefinitionNode

from gateway.limits.fold import Fold, Fragments
from gateway.limits.rule import Rule


def _measure(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    fold = Fold(fragments, lambda node, below: below + isinstance(node, FieldNode))
    return fold.of(operation.selection_set)


HEIGHT = Rule(
    code="MAX_HEIGHT_LIMIT", sentence="An operation may select {most} fields at most.", measure=_measure
)
