"""The settings that every service has; it adds its own in a subclass."""

from dataclasses import dataclass

from .checks import database_url as check_database_url
from .checks import not_empty, not_negative, one_of, port, positive, url
from .environment import setting


@dataclass(frozen=True, kw_only=True)
class RestSettings:
    http_host: str = setting("127.0.0.1", check=not_empty)
    http_port: int = setting(8080, check=port)
    drain_delay_s: float = setting(2.0, check=not_negative)
    log_level: str = setting("info", check=one_of("debug", "info", "warning", "error"))
    database_url: str = setting(check=check_database_url, secret=True)
    max_body_bytes: int = setting(1_048_576, check=positive)
    legacy_routes: bool = setting(True)
    token_issuer: str = setting("http://127.0.0.1:8081", check=not_empty)
    token_audience: str = setting("shop", check=not_empty)
    jwks_url: str = setting("http://127.0.0.1:8081/.well-known/jwks.json", check=url, live=True)
