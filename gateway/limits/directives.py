"""How many directives there are: on the operation, its variables, its fields and its fragments."""

from graphql import OperationDefinitionNode

from gateway.limits.fold import Fold, Fragments
from gateway.limits.rule import Rule


def _measure(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    below = Fold(fragments, lambda node, below: below + len(node.directives)).of(operation.selection_set)
    variables = sum(len(definition.directives) for definition in operation.variable_definitions)
    return len(operation.directives) + variables + below


DIRECTIVES = Rule(
    code="MAX_DIRECTIVES_LIMIT", sentence="An operation may have {most} directives at most.", measure=_measure
)
