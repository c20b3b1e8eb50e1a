"""How large variables may be: every value in them is looked at when they are coerced, and written when work is shared."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from gateway.errors import DocumentRefused

#: A value takes some 3 microseconds to be coerced; input objects that refer to themselves are followed as deep as they go.
MAX_VALUES = 10_000
MAX_DEPTH = 64


def check_variables(variables: Mapping[str, Any]) -> None:
    """Look at what is nested; values by themselves are bounded by the body's size.

    Raises:
        DocumentRefused: they hold more values, or are nested deeper, than any operation needs.
    """
    level = [value for value in variables.values() if type(value) in (list, dict)]
    values, depth = len(variables), 0
    while level:
        depth += 1
        values += sum(map(len, level))
        if values > MAX_VALUES or depth > MAX_DEPTH:
            message = f"Variables may hold {MAX_VALUES} values and be nested {MAX_DEPTH} deep at most."
            raise DocumentRefused("BAD_USER_INPUT", [GraphQLError(message)])
        level = [
            value
            for outer in level
            for value in (outer.values() if isinstance(outer, dict) else outer)
            if type(value) in (list, dict)
        ]
