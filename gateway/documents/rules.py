"""The rules by which documents are valid: the specification's, and ours."""

from math import isinf
from typing import Any

from graphql import (
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    NoSchemaIntrospectionCustomRule,
    ValidationRule,
    specified_rules,
)


class FiniteNumbersRule(ValidationRule):
    """A number is one that JSON can say: `1e999`, which Python reads as infinity, would be written as null in a call."""

    def enter_float_value(self, node: FloatValueNode | IntValueNode, *_: Any) -> None:
        if isinf(float(node.value)):
            self.report_error(GraphQLError("A number is too large.", node))

    enter_int_value = enter_float_value


RULES = (*specified_rules, FiniteNumbersRule)

#: Where the schema may not be asked for.
CLOSED_RULES = (*RULES, NoSchemaIntrospectionCustomRule)
