"""What the door lets in, and what it shows."""

from dataclasses import dataclass

from gateway.settings.values import count, flag, one_of, origins, seconds, setting, whole


@dataclass(frozen=True, kw_only=True)
class ProtocolSettings:
    """What the door lets in, and what it shows."""

    graphql_http: str = setting(
        "GRAPHQL_HTTP",
        "audit",
        one_of("audit", "draft"),
        "which GraphQL over HTTP is spoken: audit (as its audit suite reads it) or draft (422, 294)",
    )
    max_batch: int = setting(
        "MAX_BATCH", 0, whole, "most operations that one request may hold in an array; 0 takes no arrays"
    )
    max_url_bytes: int = setting("MAX_URL_BYTES", 16_384, count, "longest address of a request, in bytes")
    max_head_bytes: int = setting(
        "MAX_HEAD_BYTES", 32_768, count, "largest head of a request, address and all, in bytes"
    )
    max_headers: int = setting("MAX_HEADERS", 100, count, "most header fields that a request may have")
    head_timeout_s: float = setting(
        "HEAD_TIMEOUT_S", 10.0, seconds, "time for a request's head to arrive (default door)"
    )
    body_timeout_s: float = setting(
        "BODY_TIMEOUT_S", 20.0, seconds, "time for a request's body to arrive (default door)"
    )
    cors_origins: tuple[str, ...] = setting(
        "CORS_ORIGINS",
        (),
        origins,
        "origins whose pages may ask and read, with commas between, as https://shop.example",
    )
    cors_max_age_s: int = setting(
        "CORS_MAX_AGE_S", 7_200, count, "how long a browser may remember that a page may ask, in seconds"
    )
    graphiql: bool = setting("GRAPHIQL", False, flag, "whether browsers get GraphiQL at /graphql")
    introspection: bool = setting(
        "INTROSPECTION", False, flag, "whether the schema may be asked for, and errors suggest its names"
    )
    mask_errors: bool = setting(
        "MASK_ERRORS", True, flag, "whether only the log has the details of errors; 0 shows them to everybody"
    )
    explain: str = setting(
        "EXPLAIN",
        "off",
        one_of("off", "scope", "all"),
        "who may see plans in answers: off, scope (plan:read) or all",
    )
