"""How much one request may ask for."""

from dataclasses import dataclass

from gateway.settings.values import Network, Rate, count, flag, networks, rate, redis_url, setting

#: How many times a limit of what is read holds while it is only logged: without any end one message could take all memory.
ON_TRIAL = 10


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """How much one request may ask for."""

    max_body_bytes: int = setting("MAX_BODY_BYTES", 2_000_000, count, "largest request body, in bytes")
    max_body_bytes_warn_only: bool = setting(
        "MAX_BODY_BYTES_WARN_ONLY", False, flag, "whether `MAX_BODY_BYTES` is only logged, up to ten times it"
    )
    max_tokens: int = setting("PARSER_MAX_TOKENS", 15_000, count, "most tokens that a document may have")
    max_tokens_warn_only: bool = setting(
        "PARSER_MAX_TOKENS_WARN_ONLY",
        False,
        flag,
        "whether `PARSER_MAX_TOKENS` is only logged, up to ten times it",
    )
    max_depth: int = setting("MAX_DEPTH", 15, count, "how deep fields may be nested")
    max_depth_warn_only: bool = setting(
        "MAX_DEPTH_WARN_ONLY", False, flag, "whether `MAX_DEPTH` is only logged"
    )
    max_height: int = setting(
        "MAX_HEIGHT",
        500,
        count,
        "most fields that an operation may select, fragments counted where they are spread",
    )
    max_height_warn_only: bool = setting(
        "MAX_HEIGHT_WARN_ONLY", False, flag, "whether `MAX_HEIGHT` is only logged"
    )
    max_aliases: int = setting("MAX_ALIASES", 30, count, "most aliases that an operation may have")
    max_aliases_warn_only: bool = setting(
        "MAX_ALIASES_WARN_ONLY", False, flag, "whether `MAX_ALIASES` is only logged"
    )
    max_root_fields: int = setting(
        "MAX_ROOT_FIELDS", 20, count, "most fields that an operation may select at its root"
    )
    max_root_fields_warn_only: bool = setting(
        "MAX_ROOT_FIELDS_WARN_ONLY", False, flag, "whether `MAX_ROOT_FIELDS` is only logged"
    )
    max_directives: int = setting("MAX_DIRECTIVES", 50, count, "most directives that an operation may have")
    max_directives_warn_only: bool = setting(
        "MAX_DIRECTIVES_WARN_ONLY", False, flag, "whether `MAX_DIRECTIVES` is only logged"
    )
    max_introspection_depth: int = setting(
        "MAX_INTROSPECTION_DEPTH",
        15,
        count,
        "how deep introspection may be nested; the standard query is 15 deep",
    )
    max_introspection_depth_warn_only: bool = setting(
        "MAX_INTROSPECTION_DEPTH_WARN_ONLY", False, flag, "whether `MAX_INTROSPECTION_DEPTH` is only logged"
    )
    max_page_size: int = setting("MAX_PAGE_SIZE", 100, count, "most rows that a page may be asked for")
    max_page_size_warn_only: bool = setting(
        "MAX_PAGE_SIZE_WARN_ONLY", False, flag, "whether `MAX_PAGE_SIZE` is only logged"
    )
    max_cost: int = setting("MAX_COST", 25_000, count, "most that an operation may cost (docs/limits.md)")
    max_cost_warn_only: bool = setting("MAX_COST_WARN_ONLY", False, flag, "whether `MAX_COST` is only logged")
    max_upstream_calls: int = setting(
        "MAX_UPSTREAM_CALLS", 50, count, "most calls to services that an operation may make"
    )
    max_upstream_calls_warn_only: bool = setting(
        "MAX_UPSTREAM_CALLS_WARN_ONLY", False, flag, "whether `MAX_UPSTREAM_CALLS` is only logged"
    )
    show_cost: bool = setting(
        "SHOW_COST", False, flag, "whether answers say what they cost, as `GraphQL-Cost`"
    )
    rate_limit: Rate | None = setting(
        "RATE_LIMIT",
        None,
        rate,
        "cost that a client may use in a while, such as 1000/minute; else as much as it likes",
    )
    rate_limit_anonymous: Rate | None = setting(
        "RATE_LIMIT_ANONYMOUS",
        None,
        rate,
        "the same for clients that are not signed in, an address each; else as `RATE_LIMIT`",
    )
    rate_limit_redis_url: str | None = setting(
        "RATE_LIMIT_REDIS_URL",
        None,
        redis_url,
        "Redis in which several gateways count together; else each counts for itself",
        secret=True,
    )
    trusted_proxies: tuple[Network, ...] = setting(
        "TRUSTED_PROXIES",
        (),
        networks,
        "networks of the proxies whose `X-Forwarded-For` is believed, with commas between them",
    )

    @property
    def body_cap_bytes(self) -> int:
        """Bytes of a body at which it is no longer read."""
        return self.max_body_bytes * (ON_TRIAL if self.max_body_bytes_warn_only else 1)

    @property
    def token_cap(self) -> int:
        """Tokens of a document at which it is no longer read."""
        return self.max_tokens * (ON_TRIAL if self.max_tokens_warn_only else 1)
