"""The store of documents: each text is parsed and validated once, as long as it is remembered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Generic, TypeVar

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    validate,
)

from gateway.binding.blueprint import Blueprint
from gateway.documents.memory import Memory
from gateway.documents.reading import read
from gateway.documents.rules import CLOSED_RULES, RULES
from gateway.documents.tokens import TokenLimit
from gateway.errors import DocumentRefused, LimitExceeded, RequestError
from gateway.planning.plan import Plan
from gateway.planning.planner import OperationPlanner

#: Of an error's message, which may quote the document.
MAX_MESSAGE = 1_000

T = TypeVar("T")

#: What refuses a document before it is validated.
Check = Callable[[DocumentNode], RequestError | None]


@dataclass(frozen=True, slots=True)
class Document(Generic[T]):
    """A valid document and its operations, by name, the only one by `None`, too.

    The planner of one is made when it is first asked for, and kept.
    """

    node: DocumentNode
    operations: Mapping[str | None, Callable[[], OperationPlanner[T]]]

    def operation(self, name: str | None) -> OperationPlanner[T]:
        """The operation of this name, or the only one.

        Raises:
            DocumentRefused: there is none, or which one is not said.
        """
        planner = self.operations.get(name)
        if planner is not None:
            return planner()
        message = "Must provide operation name if query contains multiple operations."
        if name is not None:
            message = f"Unknown operation named {name[:100]!r}."
        elif not self.operations:
            message = "The document has no operation."
        raise DocumentRefused("OPERATION_RESOLUTION_FAILURE", [GraphQLError(message)])


class Documents(Generic[T]):
    """Documents by their text. `finish` makes of a plan what its variants keep (see OperationPlanner).

    `introspection`: whether the schema may be asked for; if not, errors do not suggest its names either. `check` comes before
    validation, which takes long where a document is large.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        tokens: TokenLimit,
        finish: Callable[[Plan], T],
        *,
        introspection: bool = True,
        check: Check = lambda _: None,
    ) -> None:
        self._check = check
        self._blueprint = blueprint
        self._tokens = tokens
        self._finish = finish
        self._introspection = introspection
        self._memory: Memory[Document[T] | RequestError] = Memory()

    def get(self, text: str) -> Document[T]:
        """The document of this text.

        Raises:
            RequestError: it cannot be parsed, is too large, or is not valid.
        """
        known = self._memory.get(text)
        if known is None:
            known = self._read(text)
            self._memory.put(text, known)
        if isinstance(known, RequestError):
            raise known.again()
        return known

    def _read(self, text: str) -> Document[T] | RequestError:
        try:
            node = read(text, self._tokens)
            refusal = self._check(node)
        except LimitExceeded as refused:
            return refused
        except GraphQLSyntaxError as error:
            return DocumentRefused("GRAPHQL_PARSE_FAILED", [_alone(error)])
        except RecursionError:
            return DocumentRefused(
                "GRAPHQL_PARSE_FAILED", [GraphQLError("The document is nested too deeply.")]
            )
        if refusal is not None:
            return refusal
        errors = self._validate(node)
        if errors:
            return DocumentRefused("GRAPHQL_VALIDATION_FAILED", [_alone(error) for error in errors])
        planners: dict[str | None, Callable[[], OperationPlanner[T]]] = {
            d.name.value if d.name else "": cache(
                partial(OperationPlanner, self._blueprint, node, d, self._finish)
            )
            for d in node.definitions
            if isinstance(d, OperationDefinitionNode)
        }
        if len(planners) == 1:
            planners[None] = next(iter(planners.values()))
        return Document(node, planners)

    def _validate(self, node: DocumentNode) -> list[GraphQLError]:
        try:
            if self._introspection:
                return validate(self._blueprint.schema, node, RULES)
            errors = validate(self._blueprint.schema, node, CLOSED_RULES, hide_suggestions=True)
        except RecursionError:
            return [GraphQLError("The document is nested too deeply.")]
        for error in errors:
            # One rule suggests all the same: how an object's fields are written.
            error.message = error.message.partition(" Did you mean ")[0]
        return errors


def _alone(error: GraphQLError) -> GraphQLError:
    """An error without the document that it is about: remembered, it would keep all of that in memory."""
    message = error.message
    if len(message) > MAX_MESSAGE:
        message = f"{message[:MAX_MESSAGE]}…"
    alone = GraphQLError(message)
    alone.locations = error.locations
    return alone
