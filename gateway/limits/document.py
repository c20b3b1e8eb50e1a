"""The rules that a document alone can break, judged once a document and before it is validated."""

from collections.abc import Iterable

from graphql import DocumentNode, FragmentDefinitionNode, OperationDefinitionNode

from gateway.errors import LimitExceeded
from gateway.exceeded import Exceeded, untold
from gateway.limits.rule import Limit


class DocumentLimits:
    """Limits of which each operation of a document must keep all."""

    def __init__(self, limits: Iterable[Limit] = (), exceeded: Exceeded = untold) -> None:
        self._limits = tuple(limits)
        self._exceeded = exceeded

    def refusal(self, document: DocumentNode) -> LimitExceeded | None:
        """What the first limit that is exceeded refuses it with."""
        fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                for limit in self._limits:
                    measured = limit.rule.measure(node, fragments)
                    if measured > limit.most and not self._let_through(limit, measured):
                        sentence = limit.rule.sentence.format(most=limit.most)
                        return LimitExceeded(sentence, code=limit.rule.code)
        return None

    def _let_through(self, limit: Limit, measured: int) -> bool:
        self._exceeded(limit.rule.code, let_through=limit.warn_only, most=limit.most, measured=measured)
        return limit.warn_only
