"""How much one request may ask for."""

from dataclasses import dataclass

from gateway.settings.values import Network, count, networks, setting


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """How much one request may ask for."""

    max_body_bytes: int = setting("MAX_BODY_BYTES", 2_000_000, count, "largest request body, in bytes")
    max_tokens: int = setting("PARSER_MAX_TOKENS", 15_000, count, "most tokens that a document may have")
    trusted_proxies: tuple[Network, ...] = setting(
        "TRUSTED_PROXIES",
        (),
        networks,
        "networks of the proxies whose `X-Forwarded-For` is believed, with commas between them",
    )
