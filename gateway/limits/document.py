"""The rules that a document alone can break, judged once a document and before it is validated."""

import logging
from collections.abc import Callable, Iterable

from graphql import DocumentNode, FragmentDefinitionNode, OperationDefinitionNode

from gateway.errors import LimitExceeded
from gateway.limits.rule import Limit

log = logging.getLogger("gateway.limits")

#: Told of what exceeds a limit: its code, and whether it was let through.
Exceeded = Callable[[str, bool], None]


class DocumentLimits:
    """Limits of which each operation of a document must keep all."""

    def __init__(self, limits: Iterable[Limit] = (), exceeded: Exceeded = lambda *_: None) -> None:
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
                    if limit.rule.measure(node, fragments) > limit.most and not self._let_through(limit):
                        sentence = limit.rule.sentence.format(most=limit.most)
                        return LimitExceeded(sentence, code=limit.rule.code)
        return None

    def _let_through(self, limit: Limit) -> bool:
        self._exceeded(limit.rule.code, limit.warn_only)
        if limit.warn_only:
            log.warning("a limit is exceeded", extra={"code": limit.rule.code, "most": limit.most})
        return limit.warn_only
