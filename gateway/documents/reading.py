"""Text to a document, in bounded time: a text with more of something than any operation has is not read to its end."""

from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
)
from graphql.language.parser import Parser
from graphql.validation.rules import overlapping_fields_can_be_merged

from gateway.documents.tokens import TokenLimit

#: In microseconds, a character of a string or comment takes 0.15 to be read, a field 15 and 70 to be validated, a value 15.
MAX_CHARACTERS = 500_000
MAX_FIELDS = 1_000
MAX_VALUES = 5_000
MAX_VARIABLES = 500
MAX_DIRECTIVES = 500
MAX_OPERATIONS = 100
MAX_FRAGMENTS = 500

# Fields with one response name are compared each with each, a microsecond and a half a pair: 240 in one place are the most.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 60_000


def read(text: str, tokens: TokenLimit) -> DocumentNode:
    """The document.

    Raises:
        LimitExceeded: it has too many tokens. GraphQLSyntaxError: it is none, or too large. RecursionError: it is nested too
        deeply.
    """
    parser = _BoundedParser(text, max_tokens=tokens.cap, max_source_length=MAX_CHARACTERS)
    try:
        document = parser.parse_document()
    except GraphQLSyntaxError as error:
        if (
            error.message
            == f"Syntax Error: Document contains more than {tokens.cap} tokens. Parsing aborted."
        ):
            raise tokens.refusal() from None
        raise
    tokens.let_through(parser.token_count)
    _unchain(document)
    return document


def _unchain(node: DocumentNode) -> None:
    """Part the tokens, which all hold one another: most are of no use any more, and a chain is garbage for the collector."""
    token = node.loc.start_token if node.loc else None
    while token is not None:
        following, token.prev, token.next = token.next, None, None
        token = following


class _BoundedParser(Parser):
    """Stops where there is too much of something."""

    def __init__(self, source: str, **options: Any) -> None:
        super().__init__(source, **options)
        self._left = {
            "fields": MAX_FIELDS,
            "values": MAX_VALUES,
            "variables": MAX_VARIABLES,
            "directives": MAX_DIRECTIVES,
            "operations": MAX_OPERATIONS,
            "fragments": MAX_FRAGMENTS,
        }

    def _take(self, what: str) -> None:
        self._left[what] -= 1
        if self._left[what] < 0:
            token = self._lexer.token
            raise GraphQLSyntaxError(self._lexer.source, token.start, f"Document contains too many {what}.")

    def parse_operation_definition(self) -> OperationDefinitionNode:
        self._take("operations")
        return super().parse_operation_definition()

    def parse_fragment_definition(self) -> FragmentDefinitionNode:
        self._take("fragments")
        return super().parse_fragment_definition()

    def parse_variable_definition(self) -> VariableDefinitionNode:
        self._take("variables")
        return super().parse_variable_definition()

    def parse_field(self) -> FieldNode:
        self._take("fields")
        return super().parse_field()

    def parse_value_literal(self, is_const: bool) -> ValueNode:
        self._take("values")
        return super().parse_value_literal(is_const)

    def parse_directive(self, is_const: bool) -> DirectiveNode:
        self._take("directives")
        return super().parse_directive(is_const)
