"""Whose access tokens are believed, and what becomes of those who may not."""

from dataclasses import dataclass

from gateway.settings.values import flag, one_of, seconds, setting, url


def _issuers(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [entry.partition("=") for entry in text.split()]
    try:
        issuers = tuple((issuer, url(keys)) for issuer, _, keys in pairs)
    except ValueError:
        issuers = ()
    if not all(issuer for issuer, _ in issuers) or len(dict(issuers)) != len(pairs):
        raise ValueError("issuer=jwks_url for each, with spaces between, no issuer twice")
    return issuers


def _leeway(text: str) -> float:
    if text != "0" and seconds(text) > 60:
        raise ValueError("0 to 60 seconds")
    return float(text)


def _name(text: str) -> str:
    if not text or not text.isprintable() or " " in text:
        raise ValueError("one word")
    return text


@dataclass(frozen=True, kw_only=True)
class IdentitySettings:
    """Whose access tokens are believed, and what becomes of those who may not."""

    token_issuer: str = setting(
        "TOKEN_ISSUER", "http://127.0.0.1:8081", str, "`iss` that access tokens must have"
    )
    jwks_url: str = setting(
        "JWKS_URL", "http://127.0.0.1:8081/.well-known/jwks.json", url, "where the issuer publishes its keys"
    )
    token_issuers: tuple[tuple[str, str], ...] | None = setting(
        "TOKEN_ISSUERS", None, _issuers, "more issuers, `issuer=jwks_url` with spaces between"
    )
    token_audience: str = setting("TOKEN_AUDIENCE", "shop", str, "`aud` that access tokens must have")
    token_type: str = setting("TOKEN_TYPE", "at+jwt", _name, "`typ` that access tokens must have")
    token_leeway_s: float = setting(
        "TOKEN_LEEWAY_S", 30.0, _leeway, "how far clocks may differ, at most 60 seconds"
    )
    scope_claim: str = setting(
        "SCOPE_CLAIM", "scope", _name, "claim that holds the scopes: scope, scp, roles"
    )
    require_authentication: bool = setting(
        "REQUIRE_AUTHENTICATION", False, flag, "whether a request without a token is refused"
    )
    jwks_refresh_s: float = setting(
        "JWKS_REFRESH_S", 300.0, seconds, "how often an issuer's keys are fetched again"
    )
    jwks_cooldown_s: float = setting(
        "JWKS_COOLDOWN_S", 30.0, seconds, "shortest time between two fetches that unknown keys cause"
    )
    authorization_mode: str = setting(
        "AUTHORIZATION_MODE",
        "filter",
        one_of("filter", "reject"),
        "a field that the caller may not see: filter (null and an error), reject (the whole operation, 403)",
    )
    authorization_policies: str | None = setting(
        "AUTHORIZATION_POLICIES",
        None,
        str,
        "the function that says which policies hold (`@policy`), package.module:function; else none does",
    )
    authorization_dry_run: bool = setting(
        "AUTHORIZATION_DRY_RUN", False, flag, "log what permission rules would deny, and deny nothing"
    )
