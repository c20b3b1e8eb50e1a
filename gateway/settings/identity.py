"""Whose access tokens are believed."""

from dataclasses import dataclass

from gateway.settings.values import seconds, setting, url


@dataclass(frozen=True, kw_only=True)
class IdentitySettings:
    """Whose access tokens are believed."""

    token_issuer: str = setting(
        "TOKEN_ISSUER", "http://127.0.0.1:8081", str, "`iss` that access tokens must have"
    )
    token_audience: str = setting("TOKEN_AUDIENCE", "shop", str, "`aud` that access tokens must have")
    jwks_url: str = setting(
        "JWKS_URL", "http://127.0.0.1:8081/.well-known/jwks.json", url, "where the issuer publishes its keys"
    )
    jwks_refresh_s: float = setting(
        "JWKS_REFRESH_S", 300.0, seconds, "age at which the issuer's keys are fetched again"
    )
