"""How many fields are selected at the root: several operations in the dress of one."""

from graphql import FieldNode, OperationDefinitionNode

from gateway.limits.fold import Fold, Fragments
from gateway.limits.rule import Rule


def _measure(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    fold = Fold(fragments, lambda node, below: 1 if isinstance(node, FieldNode) else below)
    return fold.of(operation.selection_set)


ROOT_FIELDS = Rule(
    code="MAX_ROOT_FIELDS_LIMIT",
    sentence="An operation may have {most} root fields at most.",
    measure=_measure,
)
