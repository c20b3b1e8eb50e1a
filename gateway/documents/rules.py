"""The rules by which documents are valid: the specification's, and ours."""

from math import isinf
from typing import Any

from graphql import (
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    ValidationRule,
    specified_rules,
)


class FiniteNumbersRule(ValidationRule):
    """A number is one that JSON can say: `1e999`, which Python reads as infinity, would be written as null in a call."""

    def enter_float_value(self, node: FloatValueNode | IntValueNode, *_: Any) -> None:
        if isinf(float(node.value)):
            self.report_error(GraphQLError("A number is too large.", node))

    enter_int_value = enter_float_value


class ServedOperationsRule(ValidationRule):
    """An operation is of a kind that the schema has; subscriptions are not answered."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        kind = node.operation
        if kind is OperationType.SUBSCRIPTION or self.context.schema.get_root_type(kind) is None:
            self.report_error(GraphQLError(f"There is no {kind.value} to execute here.", node))


RULES = (*specified_rules, FiniteNumbersRule, ServedOperationsRule)

#: Where the schema may not be asked for.
CLOSED_RULES = (*RULES, NoSchemaIntrospectionCustomRule)
