"""The variables that decide which selections count."""

from typing import Any

from graphql import DirectiveNode, VariableNode, Visitor


class ConditionVariables(Visitor):
    """Gathers the variables of all `@skip` and `@include` that it visits, in `conditions`."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in ("skip", "include"):
            for argument in node.arguments:
                if isinstance(argument.value, VariableNode):
                    self.conditions[argument.value.name.value] = None
