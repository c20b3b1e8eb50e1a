"""What a rule is that a document alone can break."""

from collections.abc import Callable
from dataclasses import dataclass

from graphql import OperationDefinitionNode

from gateway.limits.fold import Fragments


@dataclass(frozen=True, slots=True)
class Rule:
    """A number of an operation. `sentence` refuses, given the `most` that it may be."""

    code: str
    sentence: str
    measure: Callable[[OperationDefinitionNode, Fragments], int]


@dataclass(frozen=True, slots=True)
class Limit:
    """A rule with its most. `warn_only`: what exceeds it is told in the log and let through."""

    rule: Rule
    most: int
    warn_only: bool = False
