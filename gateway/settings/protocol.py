"""What the door lets in, and what it shows."""

from dataclasses import dataclass

from gateway.settings.values import flag, one_of, setting


@dataclass(frozen=True, kw_only=True)
class ProtocolSettings:
    """What the door lets in, and what it shows."""

    graphiql: bool = setting("GRAPHIQL", True, flag, "whether browsers get GraphiQL at /graphql")
    mask_errors: bool = setting(
        "MASK_ERRORS", True, flag, "whether only the log has the details of errors; 0 shows them to everybody"
    )
    explain: str = setting(
        "EXPLAIN",
        "off",
        one_of("off", "scope", "all"),
        "who may see plans in answers: off, scope (plan:read) or all",
    )
