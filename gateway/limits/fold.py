"""Numbers of an operation, with every fragment counted where it is spread."""

import operator
from collections.abc import Callable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)

Fragments = Mapping[str, FragmentDefinitionNode]
Counted = SelectionNode | FragmentDefinitionNode

#: What a node counts, given what is counted below it.
Value = Callable[[Counted, int], int]


class Fold:
    """One number for selections; `join` puts those of siblings together.

    Each fragment is folded once, however often and wherever it is spread: the time it takes grows with the document, not with
    what the document unfolds to. A fragment within itself, or one that is not there, counts 0; validation refuses both.
    """

    def __init__(
        self, fragments: Fragments, value: Value, join: Callable[[int, int], int] = operator.add
    ) -> None:
        self._fragments = fragments
        self._value = value
        self._join = join
        self._known: dict[str, int] = {}

    def of(self, selections: SelectionSetNode | None) -> int:
        number = 0
        for node in selections.selections if selections else ():
            number = self._join(number, self._value(node, self._below(node)))
        return number

    def _below(self, node: SelectionNode) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, FieldNode | InlineFragmentNode)
        return self.of(node.selection_set)

    def _fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self._value(fragment, self.of(fragment.selection_set))
        return self._known[name]
