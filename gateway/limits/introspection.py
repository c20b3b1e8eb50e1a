"""How deep a question about the schema is nested: types refer to types, so that it could go on for ever.

The standard query is exactly 15 deep. How often lists of fields may lie within one another is a rule of graphql-core's
validation.
"""

from graphql import FieldNode, OperationDefinitionNode

from gateway.limits.fold import Counted, Fold, Fragments
from gateway.limits.rule import Rule

ROOTS = ("__schema", "__type")


def _measure(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    inside = Fold(fragments, lambda node, below: below + isinstance(node, FieldNode), max)

    def depth(node: Counted, below: int) -> int:
        if isinstance(node, FieldNode) and node.name.value in ROOTS:
            return 1 + inside.of(node.selection_set)
        return below

    return Fold(fragments, depth, max).of(operation.selection_set)


INTROSPECTION_DEPTH = Rule(
    code="MAX_INTROSPECTION_DEPTH_LIMIT",
    sentence="Introspection may be nested {most} deep at most.",
    measure=_measure,
)
