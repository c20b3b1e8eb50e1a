"""The directives that a printed schema carries: who may select a field, and what it weighs."""

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLDirective,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

_STRINGS = GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString)))
_ON_FIELDS_AND_TYPES = [
    DirectiveLocation.OBJECT,
    DirectiveLocation.FIELD_DEFINITION,
    DirectiveLocation.INTERFACE,
    DirectiveLocation.SCALAR,
    DirectiveLocation.ENUM,
]

AUTHENTICATED = GraphQLDirective(
    "authenticated",
    _ON_FIELDS_AND_TYPES,
    description="Only a caller with a valid access token may select this.",
)
REQUIRES_SCOPES = GraphQLDirective(
    "requiresScopes",
    _ON_FIELDS_AND_TYPES,
    {"scopes": GraphQLArgument(GraphQLNonNull(GraphQLList(_STRINGS)))},
    description="The caller's token must hold every scope of at least one inner list (outer: OR, inner: AND).",
)
POLICY = GraphQLDirective(
    "policy",
    _ON_FIELDS_AND_TYPES,
    {"policies": GraphQLArgument(GraphQLNonNull(GraphQLList(_STRINGS)))},
    description="Every policy of at least one inner list must hold for the caller (outer: OR, inner: AND).",
)
REQUIRES_OWNER = GraphQLDirective(
    "requiresOwner",
    [DirectiveLocation.FIELD_DEFINITION],
    {
        "member": GraphQLArgument(GraphQLNonNull(GraphQLString)),
        "orScopes": GraphQLArgument(GraphQLList(_STRINGS)),
    },
    description="The caller is named by this member of the row, or holds every scope of at least one inner list.",
)
COST = GraphQLDirective(
    "cost",
    [
        DirectiveLocation.OBJECT,
        DirectiveLocation.FIELD_DEFINITION,
        DirectiveLocation.SCALAR,
        DirectiveLocation.ENUM,
        DirectiveLocation.ARGUMENT_DEFINITION,
    ],
    {"weight": GraphQLArgument(GraphQLNonNull(GraphQLInt))},
    description="Weight of one instance in the cost of an operation (object 1, scalar 0, mutation 10 unless said).",
)
LIST_SIZE = GraphQLDirective(
    "listSize",
    [DirectiveLocation.FIELD_DEFINITION],
    {
        "assumedSize": GraphQLArgument(GraphQLInt),
        "slicingArguments": GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString))),
        "sizedFields": GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString))),
        "requireOneSlicingArgument": GraphQLArgument(GraphQLBoolean, default_value=True),
    },
    description="How long a list may get, for the cost of an operation.",
)

DIRECTIVES = (AUTHENTICATED, REQUIRES_SCOPES, POLICY, REQUIRES_OWNER, COST, LIST_SIZE)
