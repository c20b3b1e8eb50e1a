"""How many fields have an alias: with aliases one field is asked for again and again."""

from graphql import FieldNode, OperationDefinitionNode

from gateway.limits.fold import Counted, Fold, Fragments
from gateway.limits.rule import Rule


def _measure(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    return Fold(fragments, _aliases).of(operation.selection_set)


def _aliases(node: Counted, below: int) -> int:
    return below + (isinstance(node, FieldNode) and node.alias is not None)


ALIASES = Rule(
    code="MAX_ALIASES_LIMIT", sentence="An operation may have {most} aliases at most.", measure=_measure
)
